class Solution:
    def countTours(self, stalls: List[str], most: int) -> int:
        counts = defaultdict(int)
        tours = start = 0
        for end, dish in enumerate(stalls):
            counts[dish] += 1
            while len(counts) > most:
                first = stalls[start]
                start += 1
                counts[first] -= 1
                if counts[first] == 0:
                    del counts[first]
            tours += end - start + 1
        return tours
