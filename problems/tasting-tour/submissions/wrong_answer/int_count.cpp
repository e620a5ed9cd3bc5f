class Solution {
public:
    long long countTours(vector<string>& stalls, int most) {
        unordered_map<string, int> counts;
        unsigned tours = 0;
        for (int end = 0, start = 0; end < (int)stalls.size(); end++) {
            counts[stalls[end]]++;
            while ((int)counts.size() > most) {
                auto first = counts.find(stalls[start++]);
                if (--first->second == 0) counts.erase(first);
            }
            tours += end - start + 1;
        }
        return (int)tours;
    }
};
