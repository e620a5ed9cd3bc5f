class Solution {
public:
    ListNode* turnCarousel(ListNode* first, long long turns) {
        if (!first || !first->next) return first;
        for (; turns > 0; turns--) {
            ListNode* before = first;
            while (before->next->next) before = before->next;
            before->next->next = first;
            first = before->next;
            before->next = nullptr;
        }
        ListNode* last = first;
        while (last->next) last = last->next;
        for (; turns < 0; turns++) {
            last = last->next = first;
            first = first->next;
            last->next = nullptr;
        }
        return first;
    }
};
