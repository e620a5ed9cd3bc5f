class Solution {
public:
    long long bestEvenings(vector<int>& gains) {
        unsigned third = 0, second = 0, best = 0, yesterday = 0;
        for (int gain : gains) {
            unsigned now = max((int)best, max((int)second, (int)(third + yesterday)) + gain);
            third = second;
            second = best;
            best = now;
            yesterday = gain;
        }
        return (int)best;
    }
};
