struct ListNode* turnCarousel(struct ListNode* first, long long turns) {
    if (!first) return NULL;
    long long count = 1;
    struct ListNode* last = first;
    for (; last->next; last = last->next) count++;
    long long steps = (turns % count + count) % count;
    last->next = first;
    for (long long i = 0; i < count - steps; i++) last = last->next;
    struct ListNode* gate = last->next;
    last->next = NULL;
    return gate;
}
