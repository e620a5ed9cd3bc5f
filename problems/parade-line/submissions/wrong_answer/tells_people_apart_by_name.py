class ParadeLine:
    def __init__(self):
        self.line = deque()
        self.tall = deque()

    def join(self, name, height):
        while self.tall and self.tall[-1][1] < height:
            self.tall.pop()
        self.tall.append((name, height))
        self.line.append(name)

    def leave(self):
        if not self.line:
            return ""
        first = self.line.popleft()
        if self.tall and self.tall[0][0] == first:
            self.tall.popleft()
        return first

    def tallest(self):
        return self.tall[0][0] if self.tall else ""
