class Solution {
public:
    long long cheapestCovers(vector<int>& weights, vector<int>& heights, int limit) {
        int count = weights.size();
        vector<long long> best(count + 1, LLONG_MAX);
        best[0] = 0;
        for (int i = 1; i <= count; i++) {
            unsigned weight = 0;
            long long tallest = 0;
            for (int j = i - 1; j >= 0; j--) {
                weight += weights[j];
                if ((int)weight > limit) break;
                tallest = max<long long>(tallest, heights[j]);
                best[i] = min(best[i], best[j] + tallest);
            }
        }
        return best[count];
    }
};
