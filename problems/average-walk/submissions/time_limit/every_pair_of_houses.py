class Solution:
    def averageWalk(self, houses, people):
        everyone = sum(people)
        if everyone < 2:
            return 0.0
        total = 0.0
        for i, (x, y) in enumerate(houses):
            for j in range(i):
                total += (abs(x - houses[j][0]) + abs(y - houses[j][1])) * people[i] * people[j]
        return total / (everyone * (everyone - 1) / 2)
