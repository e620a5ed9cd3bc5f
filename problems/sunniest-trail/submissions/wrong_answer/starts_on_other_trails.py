class Solution:
    def sunniestTrail(self, summit, least):
        places = []
        waiting = [(summit, 1)]
        while waiting:
            node, depth = waiting.pop()
            places.append((node.val, depth))
            waiting += [(child, depth + 1) for child in (node.right, node.left) if child]

        def found(average):
            sums = [0.0] * (len(places) + 1)
            lowest = [0.0] + [inf] * len(places)
            for value, depth in places:
                sums[depth] = sums[depth - 1] + value - average
                lowest[depth] = min(lowest[depth], lowest[depth - 1], sums[depth])
                if depth >= least and sums[depth] - lowest[depth - least] > 0:
                    return True
            return False

        low, high = -10000.0, 10000.0
        for _ in range(50):
            middle = (low + high) / 2
            if found(middle):
                low = middle
            else:
                high = middle
        return low
