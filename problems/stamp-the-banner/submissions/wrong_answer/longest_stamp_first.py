class Solution:
    def cheapestBanner(self, banner, stamps, prices):
        order = sorted(zip(stamps, prices), key=lambda pair: (-len(pair[0]), pair[1]))
        total = place = 0
        while place < len(banner):
            for stamp, price in order:
                if banner.startswith(stamp, place):
                    total += price
                    place += len(stamp)
                    break
            else:
                return None
        return total
