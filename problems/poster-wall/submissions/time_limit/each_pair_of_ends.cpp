class Solution {
public:
    long long largestPoster(vector<int>& boards, int least) {
        long long largest = 0;
        int count = boards.size();
        for (int start = 0; start < count; start++) {
            long long lowest = boards[start];
            for (int end = start; end < count; end++) {
                lowest = min<long long>(lowest, boards[end]);
                int width = end - start + 1;
                if (width >= least) largest = max(largest, lowest * width);
            }
        }
        return largest;
    }
};
