class MooringWall:
    def __init__(self, length: int):
        self.size = 1 << length.bit_length()
        # A tree of maxima; its leaves are the lengths of the free stretches by their first metre.
        self.free = [0] * (2 * self.size)
        self.begin_of = {}
        self.boats = {}
        self.set(0, length)

    def set(self, begin, length):
        tree = self.free
        place = self.size + begin
        tree[place] = length
        while place > 1:
            place //= 2
            left, right = tree[2 * place], tree[2 * place + 1]
            tree[place] = left if left > right else right
        if length > 0:
            self.begin_of[begin + length] = begin

    def moor(self, boat: int) -> int:
        if self.free[1] < boat:
            return -1
        place = 1
        while place < self.size:
            place *= 2
            if self.free[place] < boat:
                place += 1
        begin, left = place - self.size, self.free[place] - boat
        self.set(begin, 0)
        if left > 0:
            self.set(begin + boat, left)
        self.boats[begin] = boat
        return begin

    def leave(self, start: int) -> int:
        boat = self.boats.pop(start, 0)
        if boat == 0:
            return 0
        begin, end = start, start + boat
        before = self.begin_of.get(start, start)
        if before + self.free[self.size + before] == start:
            begin = before
        after = self.free[self.size + end]
        if after > 0:
            self.set(end, 0)
            end += after
        self.set(begin, end - begin)
        return boat

    def longest(self) -> int:
        return self.free[1]
