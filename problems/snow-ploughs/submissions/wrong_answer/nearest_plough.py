class Solution:
    def clearStreet(self, homes, ploughs):
        ways = {}
        for home in homes:
            at = bisect_left(ploughs, home)
            plough = min(ploughs[max(0, at - 1):at + 1], key=lambda place: abs(place - home))
            left, right = ways.get(plough, (0, 0))
            ways[plough] = max(left, plough - home), max(right, home - plough)
        return max(min(2 * left + right, left + 2 * right) for left, right in ways.values())
