class Solution:
    def uphillRoad(self, heights):
        cost, bends = 0, []
        for height in heights:
            heappush(bends, -height)
            if -bends[0] > height:
                cost += -heappop(bends) - height
        return cost
