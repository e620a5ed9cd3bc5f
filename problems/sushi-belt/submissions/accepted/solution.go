package main

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
)

func main() {
	input := bufio.NewScanner(os.Stdin)
	input.Split(bufio.ScanWords)
	output := bufio.NewWriter(os.Stdout)
	defer output.Flush()
	word := func() string {
		input.Scan()
		return input.Text()
	}
	number := func() int {
		value, _ := strconv.Atoi(word())
		return value
	}
	n, q, at := number(), number(), 0
	plates := make([]string, n)
	for i := range plates {
		plates[i] = word()
	}
	for range q {
		switch word() {
		case "turn":
			at = ((at+number())%n + n) % n
		case "swap":
			fmt.Fprintln(output, plates[at])
			plates[at] = word()
		case "look":
			fmt.Fprintln(output, plates[at])
		}
	}
}
