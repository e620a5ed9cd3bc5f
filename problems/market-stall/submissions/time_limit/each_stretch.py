class Solution:
    def bestAverage(self, profits, days):
        return max(sum(profits[start:start + days]) for start in range(len(profits) - days + 1)) / days
