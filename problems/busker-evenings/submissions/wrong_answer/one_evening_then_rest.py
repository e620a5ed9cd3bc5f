class Solution:
    def bestEvenings(self, gains):
        second = best = 0
        for gain in gains:
            second, best = best, max(best, second + gain)
        return best
