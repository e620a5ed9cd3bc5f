package main

import (
	"bufio"
	"fmt"
	"os"
	"slices"
	"sort"
)

func main() {
	input := bufio.NewReader(os.Stdin)
	var n int
	fmt.Fscan(input, &n)
	var order []int
	for crate := 1; crate <= n; crate++ {
		place := sort.Search(len(order), func(i int) bool {
			var answer string
			fmt.Println("weigh", crate, order[i])
			fmt.Fscan(input, &answer)
			return answer == "lighter"
		})
		order = slices.Insert(order, place, crate)
	}
	fmt.Print("order")
	for _, crate := range order {
		fmt.Print(" ", crate)
	}
	fmt.Println()
}
