package main

func largestPoster(boards []int, least int) int64 {
	largest := 0
	rising := []int{-1}
	boards = append(boards, 0)
	for i, height := range boards {
		for len(rising) > 1 && boards[rising[len(rising)-1]] >= height {
			poster := boards[rising[len(rising)-1]]
			rising = rising[:len(rising)-1]
			width := i - rising[len(rising)-1] - 1
			if width >= least {
				largest = max(largest, poster*width)
			}
		}
		rising = append(rising, i)
	}
	return int64(largest)
}
