class Solution {
public:
    optional<int> turnsNeeded(string shown, string wanted) {
        int length = shown.size();
        if ((int)wanted.size() != length) return nullopt;
        vector<int> border(length);
        for (int i = 1, matched = 0; i < length; i++) {
            while (matched > 0 && wanted[i] != wanted[matched]) matched = border[matched - 1];
            if (wanted[i] == wanted[matched]) matched++;
            border[i] = matched;
        }
        for (int i = 0, matched = 0; i < 2 * length - 1; i++) {
            char bead = shown[i % length];
            while (matched > 0 && bead != wanted[matched]) matched = border[matched - 1];
            if (bead == wanted[matched]) matched++;
            if (matched == length) return i - length + 1;
        }
        return nullopt;
    }
};
