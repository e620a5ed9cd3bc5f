class Solution {
public:
    long long largestPoster(vector<int>& boards, int least) {
        long long largest = 0;
        int count = boards.size();
        for (int i = 0; i < count; i++) {
            int left = i, right = i;
            while (left > 0 && boards[left - 1] >= boards[i]) left--;
            while (right + 1 < count && boards[right + 1] >= boards[i]) right++;
            int width = right - left + 1;
            if (width >= least) largest = max(largest, (long long)boards[i] * width);
        }
        return largest;
    }
};
