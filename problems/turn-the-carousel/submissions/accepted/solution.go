package main

import "slices"

func turnCarousel(plates []int, steps int) {
	places := len(plates)
	if places == 0 {
		return
	}
	front := (steps%places + places) % places
	copy(plates, slices.Concat(plates[places-front:], plates[:places-front]))
}
