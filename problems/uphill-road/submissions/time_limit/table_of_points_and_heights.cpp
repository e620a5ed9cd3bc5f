class Solution {
public:
    long long uphillRoad(vector<int>& heights) {
        vector<int> levels(heights);
        sort(levels.begin(), levels.end());
        levels.erase(unique(levels.begin(), levels.end()), levels.end());
        // The least cost of the points so far, the last of them at most at this level.
        vector<long long> costs(levels.size());
        for (int height : heights) {
            long long least = LLONG_MAX;
            for (size_t i = 0; i < levels.size(); i++) {
                least = min(least, costs[i] + abs((long long)levels[i] - height));
                costs[i] = least;
            }
        }
        return costs.empty() ? 0 : costs.back();
    }
};
