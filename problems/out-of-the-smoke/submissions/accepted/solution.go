package main

import (
	"bufio"
	"fmt"
	"math"
	"os"
	"strings"
)

const never = math.MaxInt

// spread tells the minute in which each cell is reached from all cells with `from`; it is entered only before the minute in `until`.
func spread(hall string, columns int, from byte, until []int) []int {
	reached := make([]int, len(hall))
	var queue []int
	for cell := range reached {
		reached[cell] = never
		if hall[cell] == from {
			reached[cell] = 0
			queue = append(queue, cell)
		}
	}
	for head := 0; head < len(queue); head++ {
		cell := queue[head]
		minute := reached[cell] + 1
		for _, next := range [4]int{cell - 1, cell + 1, cell - columns, cell + columns} {
			if hall[next] == '#' || reached[next] != never || until != nil && minute >= until[next] {
				continue
			}
			reached[next] = minute
			queue = append(queue, next)
		}
	}
	return reached
}

func main() {
	input := bufio.NewReader(os.Stdin)
	var rows, columns int
	fmt.Fscan(input, &rows, &columns)
	columns += 2
	wall := strings.Repeat("#", columns)
	lines := []string{wall}
	for range rows {
		var row string
		fmt.Fscan(input, &row)
		lines = append(lines, "#"+row+"#")
	}
	hall := strings.Join(append(lines, wall), "")
	guest := spread(hall, columns, 'G', spread(hall, columns, 'S', nil))
	best := never
	for cell, minute := range guest {
		if hall[cell] == 'D' {
			best = min(best, minute)
		}
	}
	if best == never {
		fmt.Println("trapped")
	} else {
		fmt.Println(best)
	}
}
