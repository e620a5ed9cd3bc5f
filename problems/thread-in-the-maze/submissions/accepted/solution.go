package main

import (
	"bufio"
	"fmt"
	"os"
)

func main() {
	var walk string
	fmt.Fscan(bufio.NewReaderSize(os.Stdin, 1<<20), &walk)
	opposite := map[byte]byte{'N': 'S', 'S': 'N', 'E': 'W', 'W': 'E'}
	var thread []byte
	for i := range len(walk) {
		step, last := walk[i], len(thread)-1
		if last >= 0 && thread[last] == opposite[step] {
			thread = thread[:last]
		} else {
			thread = append(thread, step)
		}
	}
	fmt.Printf("%d\n%s\n", len(thread), thread)
}
