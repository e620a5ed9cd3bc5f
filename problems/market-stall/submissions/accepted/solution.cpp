class Solution {
public:
    double bestAverage(vector<int>& profits, int days) {
        long long sum = accumulate(profits.begin(), profits.begin() + days, 0LL);
        long long best = sum;
        for (size_t i = days; i < profits.size(); i++) {
            sum += (long long)profits[i] - profits[i - days];
            best = max(best, sum);
        }
        return (double)best / days;
    }
};
