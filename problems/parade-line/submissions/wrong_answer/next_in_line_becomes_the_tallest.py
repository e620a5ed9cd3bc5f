class ParadeLine:
    def __init__(self):
        self.line = deque()
        self.best = None

    def join(self, name, height):
        self.line.append((name, height))
        if self.best is None or height > self.best[1]:
            self.best = self.line[-1]

    def leave(self):
        if not self.line:
            return ""
        first = self.line.popleft()
        if first is self.best:
            self.best = self.line[0] if self.line else None
        return first[0]

    def tallest(self):
        return self.best[0] if self.best else ""
