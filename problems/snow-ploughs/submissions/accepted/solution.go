package main

import "sort"

func clearStreet(homes []int, ploughs []int) int64 {
	enough := func(time int) bool {
		home := 0
		for _, plough := range ploughs {
			if home == len(homes) {
				break
			}
			left := max(0, plough-homes[home])
			if left > time {
				return false
			}
			reach := plough + max(time-2*left, (time-left)/2)
			for home < len(homes) && homes[home] <= reach {
				home++
			}
		}
		return home == len(homes)
	}
	return int64(sort.Search(3_000_000_000, enough))
}
