class Solution:
    def bestEvenings(self, gains: List[int]) -> int:
        third = second = best = yesterday = 0
        for gain in gains:
            now = max(best, max(second, third + yesterday) + gain)
            third, second, best, yesterday = second, best, now, gain
        return best
