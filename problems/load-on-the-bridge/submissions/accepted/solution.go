package main

import "slices"

func greatestLoad(convoys [][]int) int64 {
	changes := map[int]int{}
	for _, convoy := range convoys {
		changes[convoy[0]] += convoy[2]
		changes[convoy[1]+1] -= convoy[2]
	}
	spans := make([]int, 0, len(changes))
	for span := range changes {
		spans = append(spans, span)
	}
	slices.Sort(spans)
	load, greatest := 0, 0
	for _, span := range spans {
		load += changes[span]
		greatest = max(greatest, load)
	}
	return int64(greatest)
}
