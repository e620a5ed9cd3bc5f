package main

import "sort"

func quietGaps(noises [][]int, opens int, closes int, shortest int) [][]int {
	noises = append(noises, []int{closes, closes})
	sort.Slice(noises, func(a, b int) bool { return noises[a][0] < noises[b][0] })
	gaps := [][]int{}
	quiet := opens
	for _, noise := range noises {
		start := min(noise[0], closes)
		if start-quiet >= shortest {
			gaps = append(gaps, []int{quiet, start})
		}
		quiet = max(quiet, noise[1])
	}
	return gaps
}
