class UndoBox:
    def __init__(self, first: str):
        self.text = list(first)
        self.done = []

    def write(self, text: str) -> None:
        self.text += text
        self.done.append(len(text))

    def drop(self, count: int) -> int:
        keep = max(0, len(self.text) - count)
        removed = self.text[keep:]
        del self.text[keep:]
        self.done.append(removed)
        return len(removed)

    def undo(self) -> bool:
        if not self.done:
            return False
        last = self.done.pop()
        if isinstance(last, int):
            del self.text[len(self.text) - last:]
        else:
            self.text += last
        return True

    def read(self) -> str:
        return "".join(self.text)
