class Solution:
    def spareLamps(self, starts, ends):
        order = sorted(range(len(starts)), key=starts.__getitem__)
        spare = []
        for lamp in range(len(starts)):
            dark = starts[lamp]
            for other in order:
                if other != lamp and starts[other] <= dark < ends[other]:
                    dark = ends[other]
            spare.append(dark >= ends[lamp])
        return spare
