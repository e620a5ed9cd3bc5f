class Solution {
public:
    TreeNode* turnTree(TreeNode* root) {
        vector<TreeNode*> waiting{root};
        while (!waiting.empty()) {
            TreeNode* node = waiting.back();
            waiting.pop_back();
            if (!node) continue;
            swap(node->left, node->right);
            waiting.push_back(node->left);
            waiting.push_back(node->right);
        }
        return root;
    }
};
