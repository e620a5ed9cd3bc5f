class Solution {
    optional<int> cheapest(string_view rest, const vector<string>& stamps, const vector<int>& prices) {
        if (rest.empty()) return 0;
        optional<int> best;
        for (size_t s = 0; s < stamps.size(); s++) {
            if (!rest.starts_with(stamps[s])) continue;
            auto after = cheapest(rest.substr(stamps[s].size()), stamps, prices);
            if (after && (!best || *after + prices[s] < *best)) best = *after + prices[s];
        }
        return best;
    }

public:
    optional<int> cheapestBanner(string banner, vector<string>& stamps, vector<int>& prices) {
        return cheapest(banner, stamps, prices);
    }
};
