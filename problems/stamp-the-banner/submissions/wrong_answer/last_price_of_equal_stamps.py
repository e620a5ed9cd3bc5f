class Solution:
    def cheapestBanner(self, banner, stamps, prices):
        price_of = dict(zip(stamps, prices))
        cost = [0] + [inf] * len(banner)
        for i in range(len(banner)):
            for stamp, price in price_of.items():
                if banner.startswith(stamp, i):
                    cost[i + len(stamp)] = min(cost[i + len(stamp)], cost[i] + price)
        return None if cost[-1] == inf else cost[-1]
