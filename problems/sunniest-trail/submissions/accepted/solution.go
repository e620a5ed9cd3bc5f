package main

type place struct {
	node  *TreeNode
	depth int
}

func sunniestTrail(summit *TreeNode, least int) float64 {
	places := []place{}
	waiting := []place{{summit, 1}}
	for len(waiting) > 0 {
		next := waiting[len(waiting)-1]
		waiting = waiting[:len(waiting)-1]
		places = append(places, next)
		if next.node.Right != nil {
			waiting = append(waiting, place{next.node.Right, next.depth + 1})
		}
		if next.node.Left != nil {
			waiting = append(waiting, place{next.node.Left, next.depth + 1})
		}
	}

	// Of the first places on the way down, by their number: the sum, the sum lessened, and the number where that is least.
	sums := make([]int, len(places)+1)
	lessened := make([]int, len(places)+1)
	lowest := make([]int, len(places)+1)
	sum, length := -10001, 1
	for {
		best, bestSum, bestLength := 0, 0, 0
		for _, next := range places {
			depth := next.depth
			sums[depth] = sums[depth-1] + next.node.Val
			lessened[depth] = length*sums[depth] - sum*depth
			lowest[depth] = lowest[depth-1]
			if lessened[depth] < lessened[lowest[depth]] {
				lowest[depth] = depth
			}
			if depth < least {
				continue
			}
			from := lowest[depth-least]
			if lessened[depth]-lessened[from] > best {
				best = lessened[depth] - lessened[from]
				bestSum, bestLength = sums[depth]-sums[from], depth-from
			}
		}
		if best == 0 {
			return float64(sum) / float64(length)
		}
		sum, length = bestSum, bestLength
	}
}
