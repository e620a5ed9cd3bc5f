package main

import "strings"

func cheapestBanner(banner string, stamps []string, prices []int) *int {
	cost := make([]*int, len(banner)+1)
	cost[0] = new(int)
	for i := range banner {
		if cost[i] == nil {
			continue
		}
		for s, stamp := range stamps {
			if !strings.HasPrefix(banner[i:], stamp) {
				continue
			}
			price := *cost[i] + prices[s]
			if place := &cost[i+len(stamp)]; *place == nil || price < **place {
				*place = &price
			}
		}
	}
	return cost[len(banner)]
}
