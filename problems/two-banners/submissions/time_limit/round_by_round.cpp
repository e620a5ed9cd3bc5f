class Solution {
public:
    vector<vector<int>> twoBanners(Node* farm) {
        map<int, Node*> farms;
        vector<Node*> waiting{farm};
        while (!waiting.empty()) {
            Node* here = waiting.back();
            waiting.pop_back();
            if (!farms.insert({here->val, here}).second) continue;
            for (Node* other : here->neighbors) waiting.push_back(other);
        }
        vector<int> colour(farms.size() + 1, -1);
        colour[farm->val] = 0;
        for (bool changed = true; changed;) {
            changed = false;
            for (auto [number, here] : farms)
                for (Node* other : here->neighbors) {
                    if (colour[other->val] < 0) continue;
                    if (colour[number] == colour[other->val]) return {};
                    if (colour[number] < 0) {
                        colour[number] = 1 - colour[other->val];
                        changed = true;
                    }
                }
        }
        vector<vector<int>> groups(2);
        for (auto [number, here] : farms) groups[colour[number]].push_back(number);
        return groups;
    }
};
