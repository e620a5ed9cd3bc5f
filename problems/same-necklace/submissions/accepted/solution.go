package main

import "strings"

func turnsNeeded(shown string, wanted string) *int {
	turns := strings.Index(shown+shown, wanted)
	if len(shown) != len(wanted) || turns < 0 {
		return nil
	}
	return &turns
}
