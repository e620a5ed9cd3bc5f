class Solution {
public:
    long long greatestLoad(vector<vector<int>>& convoys) {
        vector<pair<int, int>> changes;
        for (auto& convoy : convoys) {
            changes.push_back({convoy[0], convoy[2]});
            changes.push_back({convoy[1] + 1, -convoy[2]});
        }
        // At one span the falls come first.
        sort(changes.begin(), changes.end());
        long long load = 0, greatest = 0;
        for (auto& [span, weight] : changes) {
            load += weight;
            greatest = max(greatest, load);
        }
        return greatest;
    }
};
