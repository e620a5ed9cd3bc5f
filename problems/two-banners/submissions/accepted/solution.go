package main

func twoBanners(farm *Node) [][]int {
	group := map[*Node]int{farm: 0}
	groups := make([][]int, 2)
	queue := []*Node{farm}
	for len(queue) > 0 {
		here := queue[0]
		queue = queue[1:]
		mine := group[here]
		groups[mine] = append(groups[mine], here.Val)
		for _, other := range here.Neighbors {
			if theirs, ok := group[other]; !ok {
				group[other] = 1 - mine
				queue = append(queue, other)
			} else if theirs == mine {
				return nil
			}
		}
	}
	return groups
}
