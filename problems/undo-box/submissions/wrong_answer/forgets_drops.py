class UndoBox:
    def __init__(self, first):
        self.text, self.done = first, []

    def write(self, text):
        self.done.append(self.text)
        self.text += text

    def drop(self, count):
        removed = min(count, len(self.text))
        self.text = self.text[:len(self.text) - removed]
        return removed

    def undo(self):
        if self.done:
            self.text = self.done.pop()
            return True
        return False

    def read(self):
        return self.text
