class Solution {
public:
    char loneSock(vector<char>& socks) {
        for (char kind : socks)
            if (count(socks.begin(), socks.end(), kind) % 2 == 1) return kind;
        return '-';
    }
};
