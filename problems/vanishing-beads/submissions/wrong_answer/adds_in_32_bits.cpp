class Solution {
public:
    ListNode* vanishBeads(ListNode* first) {
        vector<ListNode*> kept;
        for (ListNode* bead = first; bead; bead = bead->next) {
            if (!kept.empty() && (unsigned)kept.back()->val + (unsigned)bead->val == 0) kept.pop_back();
            else kept.push_back(bead);
        }
        ListNode* left = nullptr;
        for (; !kept.empty(); kept.pop_back()) {
            kept.back()->next = left;
            left = kept.back();
        }
        return left;
    }
};
