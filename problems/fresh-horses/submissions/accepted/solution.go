package main

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
)

type line struct{ slope, start int }

func (l line) at(x int) int { return l.slope*x + l.start }

// useless tells of slopes that fall from a to c whether b is nowhere below both others.
func useless(a, b, c line) bool {
	return (c.start-a.start)*(a.slope-b.slope) <= (b.start-a.start)*(a.slope-c.slope)
}

func main() {
	input := bufio.NewScanner(os.Stdin)
	input.Split(bufio.ScanWords)
	number := func() int {
		input.Scan()
		value, _ := strconv.Atoi(input.Text())
		return value
	}
	n, length := number(), number()
	lines := []line{{0, 0}}
	best := 0
	for i := range n + 1 {
		x, fee := length, 0
		if i < n {
			x, fee = number(), number()
		}
		for len(lines) >= 2 && lines[1].at(x) <= lines[0].at(x) {
			lines = lines[1:]
		}
		best = lines[0].at(x) + x*x + fee
		next := line{-2 * x, best + x*x}
		for len(lines) >= 2 && useless(lines[len(lines)-2], lines[len(lines)-1], next) {
			lines = lines[:len(lines)-1]
		}
		lines = append(lines, next)
	}
	fmt.Println(best)
}
