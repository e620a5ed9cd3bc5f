class Solution {
public:
    double bestAverage(vector<int>& profits, int days) {
        double best = -1e18;
        for (size_t start = 0; start + days <= profits.size(); start++) {
            double sum = 0;
            for (int i = 0; i < days; i++) sum += profits[start + i];
            best = max(best, sum / days);
        }
        return best;
    }
};
