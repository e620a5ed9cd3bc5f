class Solution {
public:
    double bestAverage(vector<int>& profits, int days) {
        unsigned sum = 0;
        for (int i = 0; i < days; i++) sum += profits[i];
        int best = sum;
        for (size_t i = days; i < profits.size(); i++) {
            sum += (unsigned)profits[i] - profits[i - days];
            best = max(best, (int)sum);
        }
        return (double)best / days;
    }
};
