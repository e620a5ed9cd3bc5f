class Solution:
    def sortIntoDrawers(self, words):
        drawers = defaultdict(list)
        for word in set(words):
            drawers[tuple(map(word.index, word))].append(word)
        return list(drawers.values())
