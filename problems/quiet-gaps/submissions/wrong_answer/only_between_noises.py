class Solution:
    def quietGaps(self, noises, opens, closes, shortest):
        gaps = []
        quiet = None
        for start, end in sorted(noises):
            if quiet is not None and min(start, closes) - max(quiet, opens) >= shortest:
                gaps.append([max(quiet, opens), min(start, closes)])
            quiet = end if quiet is None else max(quiet, end)
        return gaps
