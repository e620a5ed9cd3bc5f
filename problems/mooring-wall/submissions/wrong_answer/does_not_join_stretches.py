class MooringWall:
    def __init__(self, length):
        self.free = [(0, length)]
        self.boats = {}

    def moor(self, boat):
        for i, (begin, length) in enumerate(self.free):
            if length >= boat:
                self.free[i:i + 1] = [(begin + boat, length - boat)] if length > boat else []
                self.boats[begin] = boat
                return begin
        return -1

    def leave(self, start):
        boat = self.boats.pop(start, 0)
        if boat:
            insort(self.free, (start, boat))
        return boat

    def longest(self):
        return max((length for _, length in self.free), default=0)
