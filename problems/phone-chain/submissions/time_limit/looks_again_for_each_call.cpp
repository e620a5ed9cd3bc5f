class Solution {
public:
    long long phoneChain(Node* leader) {
        vector<Node*> members{leader};
        for (size_t i = 0; i < members.size(); i++) {
            auto children = members[i]->children;
            members.insert(members.end(), children.begin(), children.end());
        }
        unordered_map<Node*, long long> rests;
        for (size_t i = members.size(); i-- > 0;) {
            auto waiting = members[i]->children;
            long long rest = 0, minute = 0;
            while (!waiting.empty()) {
                auto next = max_element(waiting.begin(), waiting.end(), [&](Node* a, Node* b) { return rests[a] < rests[b]; });
                minute += (*next)->val;
                rest = max(rest, minute + rests[*next]);
                waiting.erase(next);
            }
            rests[members[i]] = rest;
        }
        return rests[leader];
    }
};
