class Solution {
    bool together(const string& a, const string& b) {
        if (a.size() != b.size()) return false;
        array<char, 128> there{}, back{};
        for (size_t i = 0; i < a.size(); i++) {
            if (!there[a[i]] && !back[b[i]]) {
                there[a[i]] = b[i];
                back[b[i]] = a[i];
            }
            if (there[a[i]] != b[i] || back[b[i]] != a[i]) return false;
        }
        return true;
    }

public:
    vector<vector<string>> sortIntoDrawers(vector<string>& words) {
        vector<vector<string>> drawers;
        for (auto& word : words) {
            size_t i = 0;
            while (i < drawers.size() && !together(drawers[i][0], word)) i++;
            if (i == drawers.size()) drawers.push_back({});
            drawers[i].push_back(word);
        }
        return drawers;
    }
};
