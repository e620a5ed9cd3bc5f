class Solution {
public:
    vector<bool> spareLamps(vector<int>& starts, vector<int>& ends) {
        vector<bool> spare(starts.size(), true);
        vector<tuple<int, int, int>> changes;
        for (int lamp = 0; lamp < (int)starts.size(); lamp++) {
            changes.push_back({starts[lamp], 1, lamp});
            changes.push_back({ends[lamp], -1, lamp});
        }
        ranges::sort(changes);
        int on = 0, lamps = 0, place = 0;
        for (auto [next, change, lamp] : changes) {
            if (on == 1 && next > place) spare[lamps] = false;
            place = next;
            lamps ^= lamp;
            on += change;
        }
        return spare;
    }
};
