class Solution {
public:
    long long bestEvenings(vector<int>& gains) {
        long long third = 0, second = 0, best = 0, yesterday = 0;
        for (int gain : gains) {
            long long now = max(best, max(second, third + yesterday) + gain);
            third = second;
            second = best;
            best = now;
            yesterday = gain;
        }
        return best;
    }
};
