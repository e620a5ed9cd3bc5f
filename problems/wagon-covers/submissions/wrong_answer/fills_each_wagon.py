class Solution:
    def cheapestCovers(self, weights, heights, limit):
        total = weight = tallest = 0
        for crate, height in zip(weights, heights):
            if weight + crate > limit:
                total += tallest
                weight = tallest = 0
            weight += crate
            tallest = max(tallest, height)
        return total + tallest
