class Solution:
    def spareLamps(self, starts, ends):
        spare = []
        for lamp, (start, end) in enumerate(zip(starts, ends)):
            spare.append(any(other != lamp and starts[other] <= start and end <= ends[other] for other in range(len(starts))))
        return spare
