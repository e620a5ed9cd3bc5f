class Solution:
    def loneSock(self, socks: List[str]) -> str:
        counts = Counter(socks)
        return next((kind for kind in socks if counts[kind] % 2 == 1), "-")
