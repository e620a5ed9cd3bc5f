class Solution {
    long long best(const vector<int>& gains, size_t evening, int inARow) {
        if (evening == gains.size()) return 0;
        long long rest = best(gains, evening + 1, 0);
        if (inARow == 2) return rest;
        return max(rest, gains[evening] + best(gains, evening + 1, inARow + 1));
    }

public:
    long long bestEvenings(vector<int>& gains) {
        return best(gains, 0, 0);
    }
};
