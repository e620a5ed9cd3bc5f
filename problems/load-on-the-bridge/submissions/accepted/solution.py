class Solution:
    def greatestLoad(self, convoys: List[List[int]]) -> int:
        changes = defaultdict(int)
        for first, last, weight in convoys:
            changes[first] += weight
            changes[last + 1] -= weight
        loads = accumulate(changes[span] for span in sorted(changes))
        return max(loads, default=0)
