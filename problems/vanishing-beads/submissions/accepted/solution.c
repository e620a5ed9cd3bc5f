struct ListNode* vanishBeads(struct ListNode* first) {
    // The kept beads, linked from the last to the first.
    struct ListNode* kept = NULL;
    while (first) {
        struct ListNode* bead = first;
        first = first->next;
        if (kept && (long long)kept->val + bead->val == 0) {
            kept = kept->next;
        } else {
            bead->next = kept;
            kept = bead;
        }
    }
    struct ListNode* left = NULL;
    while (kept) {
        struct ListNode* below = kept->next;
        kept->next = left;
        left = kept;
        kept = below;
    }
    return left;
}
