package main

import "math"

type sums struct {
	size  int
	least []int
}

func (s *sums) set(crate, sum int) {
	place := s.size + crate
	s.least[place] = sum
	for place /= 2; place > 0; place /= 2 {
		s.least[place] = min(s.least[2*place], s.least[2*place+1])
	}
}

func cheapestCovers(weights []int, heights []int, limit int) int64 {
	size := 2
	for size < len(weights) {
		size *= 2
	}
	all := sums{size, make([]int, 2*size)}
	for i := range all.least {
		all.least[i] = math.MaxInt
	}
	best := make([]int, len(weights)+1)
	queue := []int{}
	left, weight := 0, 0
	for i, height := range heights {
		weight += weights[i]
		for weight > limit {
			weight -= weights[left]
			left++
		}
		for len(queue) > 0 && queue[0] < left {
			all.set(queue[0], math.MaxInt)
			queue = queue[1:]
		}
		for len(queue) > 0 && heights[queue[len(queue)-1]] <= height {
			all.set(queue[len(queue)-1], math.MaxInt)
			queue = queue[:len(queue)-1]
		}
		if len(queue) > 0 {
			all.set(i, best[queue[len(queue)-1]+1]+height)
		}
		queue = append(queue, i)
		all.set(queue[0], best[left]+heights[queue[0]])
		best[i+1] = all.least[1]
	}
	return int64(best[len(weights)])
}
