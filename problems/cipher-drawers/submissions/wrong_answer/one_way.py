class Solution:
    def sortIntoDrawers(self, words):
        drawers = []
        for word in words:
            for drawer in drawers:
                names = {}
                if len(word) == len(drawer[0]) and all(names.setdefault(a, b) == b for a, b in zip(word, drawer[0])):
                    drawer.append(word)
                    break
            else:
                drawers.append([word])
        return drawers
