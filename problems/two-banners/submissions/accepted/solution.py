class Solution:
    def twoBanners(self, farm: Optional[Node]) -> List[List[int]]:
        group = {farm: 0}
        groups = [], []
        queue = [farm]
        for here in queue:
            mine = group[here]
            groups[mine].append(here.val)
            for other in here.neighbors:
                if other not in group:
                    group[other] = 1 - mine
                    queue.append(other)
                elif group[other] == mine:
                    return []
        return groups
