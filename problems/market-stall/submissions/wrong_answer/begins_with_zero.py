class Solution:
    def bestAverage(self, profits, days):
        sums = [0, *accumulate(profits)]
        return max(0, max(after - before for before, after in zip(sums, sums[days:]))) / days
