class Solution:
    def bestAverage(self, profits: List[int], days: int) -> float:
        total = best = sum(profits[:days])
        for old, new in zip(profits, profits[days:]):
            total += new - old
            if total > best:
                best = total
        return best / days
