package main

import (
	"container/heap"
	"math"
)

type ride struct {
	station, price int
}

type rides []ride

func (r rides) Len() int           { return len(r) }
func (r rides) Less(i, j int) bool { return r[i].price < r[j].price }
func (r rides) Swap(i, j int)      { r[i], r[j] = r[j], r[i] }
func (r *rides) Push(item any)     { *r = append(*r, item.(ride)) }
func (r *rides) Pop() any {
	last := (*r)[len(*r)-1]
	*r = (*r)[:len(*r)-1]
	return last
}

func pricesFrom(from int, network []rides) []int {
	prices := make([]int, len(network))
	for i := range prices {
		prices[i] = math.MaxInt
	}
	prices[from] = 0
	waiting := &rides{{from, 0}}
	for len(*waiting) > 0 {
		here := heap.Pop(waiting).(ride)
		if here.price > prices[here.station] {
			continue
		}
		for _, next := range network[here.station] {
			price := here.price + next.price
			if price < prices[next.station] {
				prices[next.station] = price
				heap.Push(waiting, ride{next.station, price})
			}
		}
	}
	return prices
}

func cheapestTrip(stations int, tracks [][]int, start int, goal int) *int64 {
	least := int64(0)
	if start == goal {
		return &least
	}
	network := make([]rides, stations)
	for _, track := range tracks {
		network[track[0]] = append(network[track[0]], ride{track[1], track[2]})
		network[track[1]] = append(network[track[1]], ride{track[0], track[2]})
	}
	before, after := pricesFrom(start, network), pricesFrom(goal, network)
	least = math.MaxInt64
	for one, rides := range network {
		for _, next := range rides {
			if before[one] < math.MaxInt && after[next.station] < math.MaxInt {
				least = min(least, int64(before[one]+after[next.station]))
			}
		}
	}
	if least == math.MaxInt64 {
		return nil
	}
	return &least
}
