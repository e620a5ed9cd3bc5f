class Solution {
public:
    long long phoneChain(Node* leader) {
        vector<Node*> members{leader};
        for (size_t i = 0; i < members.size(); i++) {
            auto children = members[i]->children;
            members.insert(members.end(), children.begin(), children.end());
        }
        // Of each member the rest and the minutes of the call; the children of one lie side by side.
        vector<pair<long long, int>> calls(members.size());
        auto end = calls.end();
        for (size_t i = members.size(); i-- > 0;) {
            auto start = end - members[i]->children.size();
            sort(start, end, greater());
            long long rest = 0, minute = 0;
            for (auto call = start; call != end; call++) {
                minute += call->second;
                rest = max(rest, minute + call->first);
            }
            calls[i] = {rest, members[i]->val};
            end = start;
        }
        return calls[0].first;
    }
};
