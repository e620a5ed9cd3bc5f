class Solution {
public:
    vector<vector<int>> quietGaps(vector<vector<int>>& noises, int opens, int closes, int shortest) {
        noises.push_back({closes, closes});
        ranges::sort(noises);
        vector<vector<int>> gaps;
        int quiet = opens;
        for (auto& noise : noises) {
            int start = min(noise[0], closes);
            if (start - quiet >= shortest) gaps.push_back({quiet, start});
            quiet = max(quiet, noise[1]);
        }
        return gaps;
    }
};
