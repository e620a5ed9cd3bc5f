class Solution:
    def cheapestTrip(self, stations, tracks, start, goal):
        rides = [[] for _ in range(stations)]
        for one, other, price in tracks:
            rides[one].append((other, price))
        waiting, done = [(0, False, start)], set()
        while waiting:
            price, used, here = heappop(waiting)
            if here == goal:
                return price
            if (here, used) in done:
                continue
            done.add((here, used))
            for other, more in rides[here]:
                heappush(waiting, (price + more, used, other))
                if not used:
                    heappush(waiting, (price, True, other))
        return None
