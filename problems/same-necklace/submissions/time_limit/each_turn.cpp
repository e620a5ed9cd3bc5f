class Solution {
public:
    optional<int> turnsNeeded(string shown, string wanted) {
        int length = shown.size();
        if ((int)wanted.size() != length) return nullopt;
        string twice = shown + shown;
        for (int turns = 0; turns < length; turns++) {
            int matched = 0;
            while (matched < length && twice[turns + matched] == wanted[matched]) matched++;
            if (matched == length) return turns;
        }
        return nullopt;
    }
};
