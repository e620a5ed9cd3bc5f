class Solution {
public:
    optional<long long> cheapestTrip(int stations, vector<vector<int>>& tracks, int start, int goal) {
        vector<vector<pair<int, int>>> rides(stations);
        for (auto& track : tracks) {
            rides[track[0]].push_back({track[1], track[2]});
            rides[track[1]].push_back({track[0], track[2]});
        }
        // A station with the voucher, and behind it the same one without it.
        vector<long long> prices(2 * stations, LLONG_MAX);
        priority_queue<pair<long long, int>, vector<pair<long long, int>>, greater<>> waiting;
        auto reach = [&](long long price, int place) {
            if (price >= prices[place]) return;
            prices[place] = price;
            waiting.push({price, place});
        };
        reach(0, 2 * start);
        while (!waiting.empty()) {
            auto [price, place] = waiting.top();
            waiting.pop();
            if (price > prices[place]) continue;
            if (place / 2 == goal) return price;
            for (auto [other, more] : rides[place / 2]) {
                reach(price + more, 2 * other + place % 2);
                if (place % 2 == 0) reach(price, 2 * other + 1);
            }
        }
        return nullopt;
    }
};
