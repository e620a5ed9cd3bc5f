class Solution {
public:
    vector<vector<int>> twoBanners(Node* farm) {
        unordered_map<Node*, int> group{{farm, 0}};
        vector<vector<int>> groups(2);
        queue<Node*> waiting({farm});
        for (; !waiting.empty(); waiting.pop()) {
            Node* here = waiting.front();
            int mine = group[here];
            groups[mine].push_back(here->val);
            for (Node* other : here->neighbors) {
                auto [found, added] = group.insert({other, 1 - mine});
                if (added) waiting.push(other);
                else if (found->second == mine) return {};
            }
        }
        return groups;
    }
};
