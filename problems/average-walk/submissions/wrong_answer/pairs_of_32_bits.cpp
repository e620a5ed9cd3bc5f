class Solution {
public:
    double averageWalk(vector<vector<double>>& houses, vector<int>& people) {
        unsigned all = accumulate(people.begin(), people.end(), 0);
        if (all < 2) return 0;
        double sum = 0;
        for (int axis : {0, 1}) {
            vector<pair<double, unsigned>> line;
            for (size_t i = 0; i < houses.size(); i++) line.push_back({houses[i][axis], people[i]});
            ranges::sort(line);
            unsigned before = 0;
            for (size_t i = 0; i + 1 < line.size(); i++) {
                before += line[i].second;
                sum += (line[i + 1].first - line[i].first) * (int)(before * (all - before));
            }
        }
        return sum / (int)(all * (all - 1) / 2);
    }
};
