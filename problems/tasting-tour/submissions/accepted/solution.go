package main

func countTours(stalls []string, most int) int64 {
	counts := map[string]int{}
	tours, start := 0, 0
	for end, dish := range stalls {
		counts[dish]++
		for len(counts) > most {
			first := stalls[start]
			start++
			counts[first]--
			if counts[first] == 0 {
				delete(counts, first)
			}
		}
		tours += end - start + 1
	}
	return int64(tours)
}
