class Solution:
    def uphillRoad(self, heights: List[int]) -> int:
        bends = []  # with their signs turned, since the heap has the least on top
        cost = 0
        for height in heights:
            heappush(bends, -height)
            if -bends[0] > height:
                cost += -heapreplace(bends, -height) - height
        return cost
