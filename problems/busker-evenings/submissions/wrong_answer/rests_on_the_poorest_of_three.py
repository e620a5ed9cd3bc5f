class Solution:
    def bestEvenings(self, gains):
        gains = [max(gain, 0) for gain in gains]
        for i in range(2, len(gains)):
            if gains[i - 2] and gains[i - 1] and gains[i]:
                poorest = min(range(i - 2, i + 1), key=gains.__getitem__)
                gains[poorest] = 0
        return sum(gains)
