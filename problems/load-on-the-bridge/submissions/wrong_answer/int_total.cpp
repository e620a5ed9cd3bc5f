class Solution {
public:
    long long greatestLoad(vector<vector<int>>& convoys) {
        map<int, unsigned> changes;
        for (auto& convoy : convoys) {
            changes[convoy[0]] += convoy[2];
            changes[convoy[1] + 1] -= convoy[2];
        }
        unsigned load = 0;
        int greatest = 0;
        for (auto& [span, weight] : changes) greatest = max(greatest, (int)(load += weight));
        return greatest;
    }
};
