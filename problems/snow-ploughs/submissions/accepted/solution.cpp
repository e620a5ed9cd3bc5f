class Solution {
    static bool enough(const vector<int>& homes, const vector<int>& ploughs, long long time) {
        auto home = homes.begin();
        for (long long plough : ploughs) {
            if (home == homes.end()) break;
            long long left = max(0LL, plough - *home);
            if (left > time) return false;
            long long reach = plough + max(time - 2 * left, (time - left) / 2);
            while (home != homes.end() && *home <= reach) home++;
        }
        return home == homes.end();
    }

public:
    long long clearStreet(vector<int>& homes, vector<int>& ploughs) {
        long long least = 0, most = 3'000'000'000;
        while (least < most) {
            long long middle = (least + most) / 2;
            if (enough(homes, ploughs, middle)) most = middle;
            else least = middle + 1;
        }
        return least;
    }
};
