function turnTree(root: TreeNode | null): TreeNode | null {
  const waiting: (TreeNode | null)[] = [root];
  while (waiting.length > 0) {
    const node = waiting.pop() ?? null;
    if (node === null) continue;
    [node.left, node.right] = [node.right, node.left];
    waiting.push(node.left, node.right);
  }
  return root;
}
