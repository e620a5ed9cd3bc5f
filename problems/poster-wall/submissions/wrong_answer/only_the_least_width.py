class Solution:
    def largestPoster(self, boards, least):
        lowest = deque()
        largest = 0
        for i, height in enumerate(boards):
            while lowest and boards[lowest[-1]] >= height:
                lowest.pop()
            lowest.append(i)
            if lowest[0] <= i - least:
                lowest.popleft()
            if i >= least - 1:
                largest = max(largest, boards[lowest[0]] * least)
        return largest
