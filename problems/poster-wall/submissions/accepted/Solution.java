class Solution {
    public long largestPoster(int[] boards, int least) {
        int[] stack = new int[boards.length + 1];
        int top = 0;
        long largest = 0;
        for (int i = 0; i <= boards.length; i++) {
            int height = i < boards.length ? boards[i] : 0;
            while (top > 0 && boards[stack[top - 1]] >= height) {
                long poster = boards[stack[--top]];
                int width = i - (top > 0 ? stack[top - 1] + 1 : 0);
                if (width >= least) largest = Math.max(largest, poster * width);
            }
            stack[top++] = i;
        }
        return largest;
    }
}
