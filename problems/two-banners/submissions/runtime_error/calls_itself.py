class Solution:
    def twoBanners(self, farm):
        group = {}

        def choose(here, colour):
            if here in group:
                return group[here] == colour
            group[here] = colour
            return all([choose(other, 1 - colour) for other in here.neighbors])

        if not choose(farm, 0):
            return []
        return [[node.val for node in group if group[node] == colour] for colour in (0, 1)]
