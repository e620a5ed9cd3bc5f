class ParadeLine:
    def __init__(self):
        self.line = deque()
        self.tall = deque()

    def join(self, name: str, height: int) -> None:
        person = [name, height]
        while self.tall and self.tall[-1][1] < height:
            self.tall.pop()
        self.tall.append(person)
        self.line.append(person)

    def leave(self) -> str:
        if not self.line:
            return ""
        first = self.line.popleft()
        if self.tall[0] is first:
            self.tall.popleft()
        return first[0]

    def tallest(self) -> str:
        return self.tall[0][0] if self.tall else ""
