class Solution:
    def pairWithSum(self, numbers, target):
        return None
