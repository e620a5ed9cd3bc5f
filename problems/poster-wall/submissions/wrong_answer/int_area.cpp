class Solution {
public:
    long long largestPoster(vector<int>& boards, int least) {
        int largest = 0, count = boards.size();
        vector<int> rising;
        for (int i = 0; i <= count; i++) {
            int height = i < count ? boards[i] : 0;
            while (!rising.empty() && boards[rising.back()] >= height) {
                unsigned poster = boards[rising.back()];
                rising.pop_back();
                int width = i - (rising.empty() ? 0 : rising.back() + 1);
                if (width >= least) largest = max(largest, (int)(poster * width));
            }
            rising.push_back(i);
        }
        return largest;
    }
};
