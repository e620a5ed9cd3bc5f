class Solution:
    def greatestLoad(self, convoys):
        changes = []
        for first, last, weight in convoys:
            changes += [(first, 0, weight), (last + 1, 1, -weight)]
        return max(accumulate(weight for _, _, weight in sorted(changes)), default=0)
