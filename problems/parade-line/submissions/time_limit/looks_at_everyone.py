class ParadeLine:
    def __init__(self):
        self.line = deque()

    def join(self, name, height):
        self.line.append((name, height))

    def leave(self):
        return self.line.popleft()[0] if self.line else ""

    def tallest(self):
        return max(self.line, key=itemgetter(1))[0] if self.line else ""
