class Solution {
public:
    optional<int> cheapestBanner(string banner, vector<string>& stamps, vector<int>& prices) {
        vector<optional<int>> cost(banner.size() + 1);
        cost[0] = 0;
        for (size_t i = 0; i < banner.size(); i++) {
            if (!cost[i]) continue;
            for (size_t s = 0; s < stamps.size(); s++) {
                if (banner.compare(i, stamps[s].size(), stamps[s]) != 0) continue;
                auto& place = cost[i + stamps[s].size()];
                int price = *cost[i] + prices[s];
                if (!place || price < *place) place = price;
            }
        }
        return cost.back();
    }
};
