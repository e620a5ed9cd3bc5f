class Solution:
    def twoBanners(self, farm):
        farms, seen = [farm], {farm}
        for here in farms:
            for other in here.neighbors:
                if other not in seen:
                    seen.add(other)
                    farms.append(other)
        other = {node.val for node in farm.neighbors}
        return [[node.val for node in farms if node.val not in other], list(other)]
