class Solution:
    def spareLamps(self, starts: List[int], ends: List[int]) -> List[bool]:
        spare = [True] * len(starts)
        changes = [(place, 1, lamp) for lamp, place in enumerate(starts)]
        changes += [(place, -1, lamp) for lamp, place in enumerate(ends)]
        on = lamps = place = 0
        for next_place, change, lamp in sorted(changes):
            if on == 1 and next_place > place:
                spare[lamps] = False
            place = next_place
            lamps ^= lamp
            on += change
        return spare
