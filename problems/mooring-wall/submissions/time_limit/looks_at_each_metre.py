class MooringWall:
    def __init__(self, length):
        self.taken = [False] * length
        self.boats = {}

    def moor(self, boat):
        free = 0
        for metre, taken in enumerate(self.taken):
            free = 0 if taken else free + 1
            if free == boat:
                begin = metre - boat + 1
                self.taken[begin:metre + 1] = [True] * boat
                self.boats[begin] = boat
                return begin
        return -1

    def leave(self, start):
        boat = self.boats.pop(start, 0)
        self.taken[start:start + boat] = [False] * boat
        return boat

    def longest(self):
        longest = free = 0
        for taken in self.taken:
            free = 0 if taken else free + 1
            longest = max(longest, free)
        return longest
