class Solution {
    fun turnTree(root: TreeNode?): TreeNode? {
        val waiting = arrayListOf(root)
        while (waiting.isNotEmpty()) {
            val node = waiting.removeAt(waiting.lastIndex) ?: continue
            node.left = node.right.also { node.right = node.left }
            waiting.add(node.left)
            waiting.add(node.right)
        }
        return root
    }
}
