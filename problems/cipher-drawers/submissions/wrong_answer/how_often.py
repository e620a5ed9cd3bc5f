class Solution:
    def sortIntoDrawers(self, words):
        drawers = defaultdict(list)
        for word in words:
            drawers[tuple(sorted(Counter(word).values()))].append(word)
        return list(drawers.values())
