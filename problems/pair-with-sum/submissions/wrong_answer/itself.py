class Solution:
    def pairWithSum(self, numbers, target):
        positions = {value: i for i, value in enumerate(numbers)}
        for i, value in enumerate(numbers):
            if target - value in positions:
                return [i, positions[target - value]]
