class Solution {
public:
    ListNode* turnCarousel(ListNode* first, long long turns) {
        if (!first) return nullptr;
        long long count = 1;
        ListNode* last = first;
        for (; last->next; last = last->next) count++;
        long long steps = (turns % count + count) % count;
        // The ring is closed, and opened again at another place.
        last->next = first;
        for (long long i = 0; i < count - steps; i++) last = last->next;
        ListNode* gate = last->next;
        last->next = nullptr;
        return gate;
    }
};
