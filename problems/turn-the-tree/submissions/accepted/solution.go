package main

func turnTree(root *TreeNode) *TreeNode {
	waiting := []*TreeNode{root}
	for len(waiting) > 0 {
		node := waiting[len(waiting)-1]
		waiting = waiting[:len(waiting)-1]
		if node == nil {
			continue
		}
		node.Left, node.Right = node.Right, node.Left
		waiting = append(waiting, node.Left, node.Right)
	}
	return root
}
