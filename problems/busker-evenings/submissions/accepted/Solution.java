class Solution {
    public long bestEvenings(int[] gains) {
        long third = 0, second = 0, best = 0, yesterday = 0;
        for (int gain : gains) {
            long now = Math.max(best, Math.max(second, third + yesterday) + gain);
            third = second;
            second = best;
            best = now;
            yesterday = gain;
        }
        return best;
    }
}
