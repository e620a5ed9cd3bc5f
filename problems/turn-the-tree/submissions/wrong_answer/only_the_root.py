class Solution:
    def turnTree(self, root):
        if root:
            root.left, root.right = root.right, root.left
        return root
