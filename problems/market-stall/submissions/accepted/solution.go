package main

func bestAverage(profits []int, days int) float64 {
	sum := 0
	for _, profit := range profits[:days] {
		sum += profit
	}
	best := sum
	for i, profit := range profits[days:] {
		sum += profit - profits[i]
		best = max(best, sum)
	}
	return float64(best) / float64(days)
}
