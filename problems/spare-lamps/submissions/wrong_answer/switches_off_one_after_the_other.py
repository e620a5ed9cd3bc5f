class Solution:
    def spareLamps(self, starts, ends):
        on = set(range(len(starts)))
        spare = []
        for lamp in range(len(starts)):
            on.remove(lamp)
            dark = starts[lamp]
            for other in sorted(on, key=starts.__getitem__):
                if starts[other] <= dark:
                    dark = max(dark, ends[other])
            spare.append(dark >= ends[lamp])
            if not spare[-1]:
                on.add(lamp)
        return spare
