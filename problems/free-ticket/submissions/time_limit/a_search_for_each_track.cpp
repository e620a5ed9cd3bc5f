class Solution {
public:
    optional<long long> cheapestTrip(int stations, vector<vector<int>>& tracks, int start, int goal) {
        vector<vector<pair<int, int>>> rides(stations);
        for (int i = 0; i < (int)tracks.size(); i++) {
            rides[tracks[i][0]].push_back({tracks[i][1], i});
            rides[tracks[i][1]].push_back({tracks[i][0], i});
        }
        long long least = start == goal ? 0 : LLONG_MAX;
        for (int voucher = 0; voucher < (int)tracks.size(); voucher++) {
            vector<long long> prices(stations, LLONG_MAX);
            priority_queue<pair<long long, int>, vector<pair<long long, int>>, greater<>> waiting;
            waiting.push({prices[start] = 0, start});
            while (!waiting.empty()) {
                auto [price, here] = waiting.top();
                waiting.pop();
                if (price > prices[here]) continue;
                for (auto [other, track] : rides[here]) {
                    long long next = price + (track == voucher ? 0 : tracks[track][2]);
                    if (next < prices[other]) waiting.push({prices[other] = next, other});
                }
            }
            least = min(least, prices[goal]);
        }
        if (least == LLONG_MAX) return nullopt;
        return least;
    }
};
