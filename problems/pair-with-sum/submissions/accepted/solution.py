class Solution:
    def pairWithSum(self, numbers: List[int], target: int) -> List[int]:
        seen = {}
        for i, value in enumerate(numbers):
            if target - value in seen:
                return [seen[target - value], i]
            seen[value] = i
        return []
