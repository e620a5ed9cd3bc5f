class Solution:
    def cheapestTrip(self, stations: int, tracks: List[List[int]], start: int, goal: int) -> Optional[int]:
        if start == goal:
            return 0
        rides = [[] for _ in range(stations)]
        for one, other, price in tracks:
            rides[one].append((other, price))
            rides[other].append((one, price))

        def prices_from(station):
            prices = [inf] * stations
            prices[station] = 0
            waiting = [(0, station)]
            while waiting:
                price, here = heappop(waiting)
                if price > prices[here]:
                    continue
                for other, more in rides[here]:
                    if price + more < prices[other]:
                        prices[other] = price + more
                        heappush(waiting, (price + more, other))
            return prices

        before, after = prices_from(start), prices_from(goal)
        least = inf
        for one, other, _ in tracks:
            least = min(least, before[one] + after[other], before[other] + after[one])
        return None if least == inf else least
