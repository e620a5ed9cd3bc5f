package main

import "strings"

func longestShout(message string) string {
	small := strings.ToLower(message)
	longest := ""
	for start, end := 0, 0; start < len(message); start = end {
		for end = start + 1; end < len(message) && small[end] == small[start]; end++ {
		}
		if small[start] != ' ' && end-start > len(longest) {
			longest = message[start:end]
		}
	}
	return longest
}
