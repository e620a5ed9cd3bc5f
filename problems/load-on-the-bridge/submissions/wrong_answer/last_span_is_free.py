class Solution:
    def greatestLoad(self, convoys):
        changes = defaultdict(int)
        for first, last, weight in convoys:
            changes[first] += weight
            changes[last] -= weight
        return max(accumulate(changes[span] for span in sorted(changes)), default=0)
