class Solution {
    string formOf(const string& word) {
        array<char, 128> names{};
        char next = 'a';
        string form;
        for (char letter : word) {
            if (!names[letter]) names[letter] = next++;
            form += names[letter];
        }
        return form;
    }

public:
    vector<vector<string>> sortIntoDrawers(vector<string>& words) {
        unordered_map<string, vector<string>> byForm;
        for (auto& word : words) byForm[formOf(word)].push_back(word);
        vector<vector<string>> drawers;
        for (auto& [form, drawer] : byForm) drawers.push_back(drawer);
        return drawers;
    }
};
