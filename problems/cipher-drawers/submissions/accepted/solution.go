package main

import (
	"maps"
	"slices"
)

func formOf(word string) string {
	var names [128]byte
	next := byte('a')
	form := []byte(word)
	for i, letter := range form {
		if names[letter] == 0 {
			names[letter] = next
			next++
		}
		form[i] = names[letter]
	}
	return string(form)
}

func sortIntoDrawers(words []string) [][]string {
	drawers := map[string][]string{}
	for _, word := range words {
		form := formOf(word)
		drawers[form] = append(drawers[form], word)
	}
	return slices.Collect(maps.Values(drawers))
}
