class Solution:
    def twoBanners(self, farm):
        group = {farm: 0}
        queue = [farm]
        for here in queue:
            for other in here.neighbors:
                if any(third in here.neighbors for third in other.neighbors):
                    return []
                if other not in group:
                    group[other] = 1 - group[here]
                    queue.append(other)
        return [[node.val for node in queue if group[node] == colour] for colour in (0, 1)]
