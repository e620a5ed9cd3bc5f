class Solution:
    def uphillRoad(self, heights):
        cost, highest = 0, None
        for height in heights:
            highest = height if highest is None else max(highest, height)
            cost += highest - height
        return cost
