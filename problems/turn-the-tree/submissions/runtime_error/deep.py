class Solution:
    def turnTree(self, root):
        if root:
            root.left, root.right = self.turnTree(root.right), self.turnTree(root.left)
        return root
