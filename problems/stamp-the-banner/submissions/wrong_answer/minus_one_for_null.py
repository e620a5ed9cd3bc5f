class Solution:
    def cheapestBanner(self, banner, stamps, prices):
        cost = [0] + [inf] * len(banner)
        for i in range(len(banner)):
            for stamp, price in zip(stamps, prices):
                if banner.startswith(stamp, i):
                    cost[i + len(stamp)] = min(cost[i + len(stamp)], cost[i] + price)
        return -1 if cost[-1] == inf else cost[-1]
