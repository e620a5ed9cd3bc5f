class Solution {
    public double bestAverage(int[] profits, int days) {
        long sum = 0;
        for (int i = 0; i < days; i++) sum += profits[i];
        long best = sum;
        for (int i = days; i < profits.length; i++) {
            sum += (long) profits[i] - profits[i - days];
            best = Math.max(best, sum);
        }
        return (double) best / days;
    }
}
