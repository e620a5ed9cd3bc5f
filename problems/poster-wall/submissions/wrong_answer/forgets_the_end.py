class Solution:
    def largestPoster(self, boards, least):
        largest = 0
        rising = []
        for i, height in enumerate(boards):
            start = i
            while rising and rising[-1][0] >= height:
                poster, start = rising.pop()
                if i - start >= least:
                    largest = max(largest, poster * (i - start))
            rising.append((height, start))
        return largest
