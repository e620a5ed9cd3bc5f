class Solution:
    def averageWalk(self, houses, people):
        total = pairs = 0
        for i in range(len(houses)):
            for j in range(i):
                walk = abs(houses[i][0] - houses[j][0]) + abs(houses[i][1] - houses[j][1])
                total += walk * people[i] * people[j]
                pairs += people[i] * people[j]
        return total / pairs if pairs else 0.0
