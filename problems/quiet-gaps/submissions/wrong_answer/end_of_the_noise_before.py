class Solution:
    def quietGaps(self, noises, opens, closes, shortest):
        gaps = []
        quiet = opens
        for start, end in sorted(noises) + [[closes, closes]]:
            start = min(start, closes)
            if start - quiet >= shortest:
                gaps.append([quiet, start])
            quiet = max(end, opens)
        return gaps
