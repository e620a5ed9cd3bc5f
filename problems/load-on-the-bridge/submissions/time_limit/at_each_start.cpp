class Solution {
public:
    long long greatestLoad(vector<vector<int>>& convoys) {
        long long greatest = 0;
        for (auto& start : convoys) {
            long long load = 0;
            for (auto& convoy : convoys)
                if (convoy[0] <= start[0] && start[0] <= convoy[1]) load += convoy[2];
            greatest = max(greatest, load);
        }
        return greatest;
    }
};
