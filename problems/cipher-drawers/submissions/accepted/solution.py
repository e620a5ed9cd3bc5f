class Solution:
    def sortIntoDrawers(self, words: List[str]) -> List[List[str]]:
        drawers = defaultdict(list)
        for word in words:
            names = {}
            form = tuple(names.setdefault(letter, len(names)) for letter in word)
            drawers[form].append(word)
        return list(drawers.values())
