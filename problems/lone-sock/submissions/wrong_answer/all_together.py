class Solution:
    def loneSock(self, socks):
        mixed = 0
        for kind in socks:
            mixed ^= ord(kind)
        return chr(mixed) if mixed else "-"
