class Solution {
public:
    double averageWalk(vector<vector<double>>& houses, vector<int>& people) {
        double all = accumulate(people.begin(), people.end(), 0LL), sum = 0;
        if (all < 2) return 0;
        vector<int> order(houses.size());
        iota(order.begin(), order.end(), 0);
        for (int axis : {0, 1}) {
            ranges::sort(order, {}, [&](int house) { return houses[house][axis]; });
            double before = 0;
            for (size_t i = 0; i + 1 < order.size(); i++) {
                before += people[order[i]];
                sum += (houses[order[i + 1]][axis] - houses[order[i]][axis]) * before * (all - before);
            }
        }
        return sum / (all * (all - 1) / 2);
    }
};
