class Solution {
public:
    ListNode* turnCarousel(ListNode* first, int turns) {
        if (!first) return nullptr;
        int count = 1;
        ListNode* last = first;
        for (; last->next; last = last->next) count++;
        int steps = (turns % count + count) % count;
        last->next = first;
        for (int i = 0; i < count - steps; i++) last = last->next;
        ListNode* gate = last->next;
        last->next = nullptr;
        return gate;
    }
};
