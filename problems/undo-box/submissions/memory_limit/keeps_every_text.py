class UndoBox:
    def __init__(self, first):
        self.text, self.done = first, []

    def write(self, text):
        self.done.append(self.text)
        self.text += text

    def drop(self, count):
        self.done.append(self.text)
        removed = min(count, len(self.text))
        self.text = self.text[:len(self.text) - removed]
        return removed

    def undo(self):
        if not self.done:
            return False
        self.text = self.done.pop()
        return True

    def read(self):
        return self.text
