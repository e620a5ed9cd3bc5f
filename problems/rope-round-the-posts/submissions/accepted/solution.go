package main

import (
	"bufio"
	"cmp"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
)

type post struct{ x, y int }

func turnsLeft(a, b, c post) bool {
	return (b.x-a.x)*(c.y-b.y) > (b.y-a.y)*(c.x-b.x)
}

// side is the length of one side of the hull, from the first post to the last.
func side(posts []post) float64 {
	var hull []post
	for _, next := range posts {
		for len(hull) >= 2 && !turnsLeft(hull[len(hull)-2], hull[len(hull)-1], next) {
			hull = hull[:len(hull)-1]
		}
		hull = append(hull, next)
	}
	length := 0.0
	for i := 1; i < len(hull); i++ {
		length += math.Hypot(float64(hull[i].x-hull[i-1].x), float64(hull[i].y-hull[i-1].y))
	}
	return length
}

func main() {
	input := bufio.NewScanner(os.Stdin)
	input.Split(bufio.ScanWords)
	number := func() int {
		input.Scan()
		value, _ := strconv.Atoi(input.Text())
		return value
	}
	posts := make([]post, number())
	for i := range posts {
		posts[i] = post{number(), number()}
	}
	slices.SortFunc(posts, func(a, b post) int { return cmp.Or(cmp.Compare(a.x, b.x), cmp.Compare(a.y, b.y)) })
	length := side(posts)
	slices.Reverse(posts)
	fmt.Printf("%.9f\n", length+side(posts))
}
