package main

import "sort"

func averageWalk(houses [][]float64, people []int) float64 {
	all, sum := 0.0, 0.0
	order := make([]int, len(houses))
	for i := range order {
		order[i] = i
		all += float64(people[i])
	}
	if all < 2 {
		return 0
	}
	for axis := 0; axis < 2; axis++ {
		sort.Slice(order, func(a, b int) bool { return houses[order[a]][axis] < houses[order[b]][axis] })
		before := 0.0
		for i, next := range order[1:] {
			before += float64(people[order[i]])
			sum += (houses[next][axis] - houses[order[i]][axis]) * before * (all - before)
		}
	}
	return sum / (all * (all - 1) / 2)
}
