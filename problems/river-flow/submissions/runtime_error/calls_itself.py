class Solution:
    def addFlows(self, mouth):
        if mouth:
            for arm in (mouth.left, mouth.right):
                if arm:
                    self.addFlows(arm)
                    mouth.val += arm.val
