class Solution:
    def bestAverage(self, profits, days):
        total = best = sum(profits[:days])
        for i in range(days, len(profits) - 1):
            total += profits[i] - profits[i - days]
            best = max(best, total)
        return best / days
