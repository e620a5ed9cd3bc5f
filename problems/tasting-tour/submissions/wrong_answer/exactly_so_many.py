class Solution:
    def countTours(self, stalls, most):
        def at_most(limit):
            counts = Counter()
            tours = start = 0
            for end, dish in enumerate(stalls):
                counts[dish] += 1
                while len(counts) > limit:
                    counts[stalls[start]] -= 1
                    if counts[stalls[start]] == 0:
                        del counts[stalls[start]]
                    start += 1
                tours += end - start + 1
            return tours

        return at_most(most) - at_most(most - 1) if most > 0 else 0
