class Solution {
    static int upstream(TreeNode* place) {
        int sum = 0;
        vector<TreeNode*> waiting{place};
        while (!waiting.empty()) {
            TreeNode* next = waiting.back();
            waiting.pop_back();
            if (!next) continue;
            sum += next->val;
            waiting.push_back(next->left);
            waiting.push_back(next->right);
        }
        return sum;
    }

public:
    void addFlows(TreeNode* mouth) {
        vector<TreeNode*> places{mouth};
        while (!places.empty()) {
            TreeNode* place = places.back();
            places.pop_back();
            if (!place) continue;
            place->val = upstream(place);
            places.push_back(place->left);
            places.push_back(place->right);
        }
    }
};
