class Solution {
public:
    long long countTours(vector<string>& stalls, int most) {
        long long tours = 0;
        for (size_t start = 0; start < stalls.size(); start++) {
            unordered_set<string_view> dishes;
            for (size_t end = start; end < stalls.size(); end++) {
                dishes.insert(stalls[end]);
                if ((int)dishes.size() > most) break;
                tours++;
            }
        }
        return tours;
    }
};
