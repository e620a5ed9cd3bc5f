class Solution:
    def cheapestTrip(self, stations, tracks, start, goal):
        rides = [[] for _ in range(stations)]
        for one, other, price in tracks:
            rides[one].append((other, price))
            rides[other].append((one, price))
        waiting, done = [(0, 0, start)], set()
        while waiting:
            price, dearest, here = heappop(waiting)
            if here == goal:
                return price - dearest
            if here in done:
                continue
            done.add(here)
            for other, more in rides[here]:
                heappush(waiting, (price + more, max(dearest, more), other))
        return None
