class Solution {
public:
    long long cheapestCovers(vector<int>& weights, vector<int>& heights, int limit) {
        int count = weights.size();
        vector<long long> best(count + 1, LLONG_MAX);
        best[0] = 0;
        for (int i = 1; i <= count; i++) {
            long long weight = 0, tallest = 0;
            for (int j = i - 1; j >= 0 && (weight += weights[j]) <= limit; j--) {
                tallest = max<long long>(tallest, heights[j]);
                best[i] = min(best[i], best[j] + tallest);
            }
        }
        return best[count];
    }
};
