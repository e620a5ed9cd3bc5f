class Solution {
public:
    double sunniestTrail(TreeNode* summit, int least) {
        vector<pair<int, int>> places;  // in preorder: the value and the depth
        vector<pair<TreeNode*, int>> waiting{{summit, 1}};
        while (!waiting.empty()) {
            auto [node, depth] = waiting.back();
            waiting.pop_back();
            places.push_back({node->val, depth});
            for (TreeNode* child : {node->right, node->left})
                if (child) waiting.push_back({child, depth + 1});
        }

        // Of the first places on the way down, by their number: the sum, the sum lessened, and the number where that is least.
        vector<long long> sums(places.size() + 1), lessened(places.size() + 1);
        vector<int> lowest(places.size() + 1);
        long long sum = -10001, length = 1;
        for (;;) {
            long long best = 0, bestSum = 0, bestLength = 0;
            for (auto [value, depth] : places) {
                sums[depth] = sums[depth - 1] + value;
                lessened[depth] = length * sums[depth] - sum * depth;
                lowest[depth] = lessened[depth] < lessened[lowest[depth - 1]] ? depth : lowest[depth - 1];
                if (depth < least) continue;
                int from = lowest[depth - least];
                if (lessened[depth] - lessened[from] > best) {
                    best = lessened[depth] - lessened[from];
                    bestSum = sums[depth] - sums[from];
                    bestLength = depth - from;
                }
            }
            if (best == 0) return (double)sum / length;
            sum = bestSum;
            length = bestLength;
        }
    }
};
