class Solution:
    def loneSock(self, socks):
        counts = Counter(socks)
        return next((kind for kind in socks if counts[kind] == 1), "-")
