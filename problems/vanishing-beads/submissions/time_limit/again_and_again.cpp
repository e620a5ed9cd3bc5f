class Solution {
public:
    ListNode* vanishBeads(ListNode* first) {
        ListNode before(0, first);
        for (bool vanished = true; vanished;) {
            vanished = false;
            for (ListNode* end = &before; end->next && end->next->next;) {
                if ((long long)end->next->val + end->next->next->val == 0) {
                    end->next = end->next->next->next;
                    vanished = true;
                } else {
                    end = end->next;
                }
            }
        }
        return before.next;
    }
};
