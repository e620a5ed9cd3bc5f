class Solution {
public:
    optional<int> turnsNeeded(string shown, string wanted) {
        if (shown.size() != wanted.size()) return nullopt;
        size_t turns = (shown + shown).find(wanted);
        if (turns == string::npos) return nullopt;
        return turns;
    }
};
