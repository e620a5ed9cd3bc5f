package main

import "fmt"

func main() {
	low, high := 1, 0
	fmt.Scan(&high)
	for answer := ""; answer != "open"; {
		middle := (low + high) / 2
		fmt.Println("try", middle)
		fmt.Scan(&answer)
		if answer == "higher" {
			low = middle + 1
		} else {
			high = middle - 1
		}
	}
}
