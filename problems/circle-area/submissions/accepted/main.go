package main

import (
	"bufio"
	"fmt"
	"math"
	"os"
)

func main() {
	input := bufio.NewReader(os.Stdin)
	output := bufio.NewWriter(os.Stdout)
	defer output.Flush()
	var n int
	fmt.Fscan(input, &n)
	for range n {
		var radius float64
		fmt.Fscan(input, &radius)
		fmt.Fprintln(output, math.Pi*radius*radius, 2*math.Pi*radius)
	}
}
