package main

func bestEvenings(gains []int) int64 {
	third, second, best, yesterday := 0, 0, 0, 0
	for _, gain := range gains {
		now := max(best, max(second, third+yesterday)+gain)
		third, second, best, yesterday = second, best, now, gain
	}
	return int64(best)
}
