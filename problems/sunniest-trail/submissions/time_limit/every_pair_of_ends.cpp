class Solution {
public:
    double sunniestTrail(TreeNode* summit, int least) {
        vector<long long> sums(100001);
        vector<pair<TreeNode*, int>> waiting{{summit, 1}};
        double best = -10001;
        while (!waiting.empty()) {
            auto [node, depth] = waiting.back();
            waiting.pop_back();
            sums[depth] = sums[depth - 1] + node->val;
            for (int from = 0; from <= depth - least; from++)
                best = max(best, (double)(sums[depth] - sums[from]) / (depth - from));
            for (TreeNode* child : {node->left, node->right})
                if (child) waiting.push_back({child, depth + 1});
        }
        return best;
    }
};
