class Solution:
    def largestPoster(self, boards, least):
        largest = 0
        rising = []
        for i, height in enumerate([*boards, 0]):
            start = i
            while rising and rising[-1][0] >= height:
                poster, start = rising.pop()
                largest = max(largest, poster * (i - start))
            rising.append((height, start))
        return largest if len(boards) >= least else 0
