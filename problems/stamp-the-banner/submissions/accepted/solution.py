class Solution:
    def cheapestBanner(self, banner: str, stamps: List[str], prices: List[int]) -> Optional[int]:
        cost = [0] + [inf] * len(banner)
        for i in range(len(banner)):
            if cost[i] == inf:
                continue
            for stamp, price in zip(stamps, prices):
                if banner.startswith(stamp, i):
                    end = i + len(stamp)
                    cost[end] = min(cost[end], cost[i] + price)
        return None if cost[-1] == inf else cost[-1]
