class Solution:
    def loneSock(self, socks):
        return next((kind for kind in socks if socks.count(kind) % 2 == 1), "-")
