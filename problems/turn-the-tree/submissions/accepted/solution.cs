using System.Collections.Generic;

public class Solution {
    public TreeNode TurnTree(TreeNode root) {
        var waiting = new Stack<TreeNode>();
        waiting.Push(root);
        while (waiting.Count > 0) {
            var node = waiting.Pop();
            if (node == null) continue;
            var left = node.left;
            node.left = node.right;
            node.right = left;
            waiting.Push(node.left);
            waiting.Push(node.right);
        }
        return root;
    }
}
