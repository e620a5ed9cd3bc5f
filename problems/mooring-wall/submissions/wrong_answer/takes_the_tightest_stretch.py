class MooringWall:
    def __init__(self, length):
        self.taken = [False] * length
        self.boats = {}

    def stretches(self):
        begin = 0
        for taken, metres in groupby(self.taken):
            length = len(list(metres))
            if not taken:
                yield length, begin
            begin += length

    def moor(self, boat):
        fitting = [stretch for stretch in self.stretches() if stretch[0] >= boat]
        if not fitting:
            return -1
        begin = min(fitting)[1]
        self.taken[begin:begin + boat] = [True] * boat
        self.boats[begin] = boat
        return begin

    def leave(self, start):
        boat = self.boats.pop(start, 0)
        self.taken[start:start + boat] = [False] * boat
        return boat

    def longest(self):
        return max((length for length, _ in self.stretches()), default=0)
