class Solution:
    def largestPoster(self, boards: List[int], least: int) -> int:
        largest = 0
        rising = []  # each board's height, and where its poster begins
        for i, height in enumerate([*boards, 0]):
            start = i
            while rising and rising[-1][0] >= height:
                poster, start = rising.pop()
                if i - start >= least:
                    largest = max(largest, poster * (i - start))
            rising.append((height, start))
        return largest
