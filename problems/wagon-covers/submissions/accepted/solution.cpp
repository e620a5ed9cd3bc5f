class Solution {
    size_t size;
    vector<long long> least;

    void set(int crate, long long sum) {
        size_t place = size + crate;
        least[place] = sum;
        while (place /= 2) least[place] = min(least[2 * place], least[2 * place + 1]);
    }

public:
    long long cheapestCovers(vector<int>& weights, vector<int>& heights, int limit) {
        int count = weights.size(), left = 0;
        size = bit_ceil(weights.size() + 1);
        least.assign(2 * size, LLONG_MAX);
        vector<long long> best(count + 1);
        deque<int> queue;
        long long weight = 0;
        for (int i = 0; i < count; i++) {
            weight += weights[i];
            while (weight > limit) weight -= weights[left++];
            while (!queue.empty() && queue.front() < left) {
                set(queue.front(), LLONG_MAX);
                queue.pop_front();
            }
            while (!queue.empty() && heights[queue.back()] <= heights[i]) {
                set(queue.back(), LLONG_MAX);
                queue.pop_back();
            }
            if (!queue.empty()) set(i, best[queue.back() + 1] + heights[i]);
            queue.push_back(i);
            set(queue.front(), best[left] + heights[queue.front()]);
            best[i + 1] = least[1];
        }
        return best[count];
    }
};
