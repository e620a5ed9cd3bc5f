package main

import (
	"bufio"
	"fmt"
	"os"
	"sort"
)

func main() {
	input := bufio.NewScanner(os.Stdin)
	input.Buffer(make([]byte, 1<<20), 1<<20)
	input.Split(bufio.ScanWords)
	counts := map[string]int{}
	for input.Scan() {
		counts[input.Text()]++
	}
	words := make([]string, 0, len(counts))
	for word := range counts {
		words = append(words, word)
	}
	sort.Slice(words, func(i, j int) bool {
		if counts[words[i]] != counts[words[j]] {
			return counts[words[i]] > counts[words[j]]
		}
		return words[i] < words[j]
	})
	output := bufio.NewWriter(os.Stdout)
	defer output.Flush()
	for _, word := range words {
		fmt.Fprintln(output, word, counts[word])
	}
}
