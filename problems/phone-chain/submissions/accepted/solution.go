package main

import "sort"

type call struct {
	minutes, rest int
}

func phoneChain(leader *Node) int64 {
	members := []*Node{leader}
	for i := 0; i < len(members); i++ {
		members = append(members, members[i].Children...)
	}
	calls := make([]call, len(members))
	end := len(members)
	for i := len(members) - 1; i >= 0; i-- {
		start := end - len(members[i].Children)
		children := calls[start:end]
		sort.Slice(children, func(a, b int) bool { return children[a].rest > children[b].rest })
		rest, minute := 0, 0
		for _, child := range children {
			minute += child.minutes
			rest = max(rest, minute+child.rest)
		}
		calls[i] = call{members[i].Val, rest}
		end = start
	}
	return int64(calls[0].rest)
}
