package main

import "sort"

type change struct{ place, by, lamp int }

func spareLamps(starts []int, ends []int) []bool {
	spare := make([]bool, len(starts))
	changes := []change{}
	for lamp := range starts {
		spare[lamp] = true
		changes = append(changes, change{starts[lamp], 1, lamp}, change{ends[lamp], -1, lamp})
	}
	sort.Slice(changes, func(a, b int) bool { return changes[a].place < changes[b].place })
	on, lamps, place := 0, 0, 0
	for _, next := range changes {
		if on == 1 && next.place > place {
			spare[lamps] = false
		}
		place = next.place
		lamps ^= next.lamp
		on += next.by
	}
	return spare
}
