class Solution:
    def countTours(self, stalls, most):
        counts = defaultdict(int)
        tours = start = 0
        for end, dish in enumerate(stalls):
            counts[dish] += 1
            while len(counts) > most and start <= end:
                counts[stalls[start]] -= 1
                start += 1
            tours += end - start + 1
        return tours
