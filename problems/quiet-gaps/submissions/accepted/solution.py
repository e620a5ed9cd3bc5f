class Solution:
    def quietGaps(self, noises: List[List[int]], opens: int, closes: int, shortest: int) -> List[List[int]]:
        gaps = []
        quiet = opens
        for start, end in sorted(noises + [[closes, closes]]):
            start = min(start, closes)
            if start - quiet >= shortest:
                gaps.append([quiet, start])
            quiet = max(quiet, end)
        return gaps
