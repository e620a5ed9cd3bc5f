class Solution:
    def loneSock(self, socks):
        unpaired = {}
        for kind in socks:
            if kind in unpaired:
                del unpaired[kind]
            else:
                unpaired[kind] = True
        return next(iter(unpaired), "-")
