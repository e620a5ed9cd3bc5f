package main

import (
	"container/heap"
	"sort"
)

type greatest struct{ sort.IntSlice }

func (g greatest) Less(i, j int) bool { return g.IntSlice[i] > g.IntSlice[j] }
func (g *greatest) Push(height any)   { g.IntSlice = append(g.IntSlice, height.(int)) }
func (g *greatest) Pop() any {
	last := len(g.IntSlice) - 1
	height := g.IntSlice[last]
	g.IntSlice = g.IntSlice[:last]
	return height
}

func uphillRoad(heights []int) int64 {
	bends := &greatest{}
	cost := 0
	for _, height := range heights {
		heap.Push(bends, height)
		if top := bends.IntSlice[0]; top > height {
			cost += top - height
			bends.IntSlice[0] = height
			heap.Fix(bends, 0)
		}
	}
	return int64(cost)
}
