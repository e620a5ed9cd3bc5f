class Solution {
public:
    char loneSock(vector<char>& socks) {
        unordered_map<char, int> counts;
        for (char kind : socks) counts[kind]++;
        for (char kind : socks)
            if (counts[kind] % 2 == 1) return kind;
        return '-';
    }
};
