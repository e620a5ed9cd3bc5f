class Solution:
    def averageWalk(self, houses: List[List[float]], people: List[int]) -> float:
        everyone = sum(people)
        if everyone < 2:
            return 0.0
        total = 0.0
        for axis in 0, 1:
            line = sorted((house[axis], count) for house, count in zip(houses, people))
            before = 0
            for (place, count), (following, _) in pairwise(line):
                before += count
                total += (following - place) * (before * (everyone - before))
        return total / (everyone * (everyone - 1) / 2)
