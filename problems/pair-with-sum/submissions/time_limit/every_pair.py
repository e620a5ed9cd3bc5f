class Solution:
    def pairWithSum(self, numbers, target):
        for i in range(len(numbers)):
            for j in range(i):
                if numbers[i] + numbers[j] == target:
                    return [j, i]
