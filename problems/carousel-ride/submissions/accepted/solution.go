package main

func turnCarousel(first *ListNode, turns int64) *ListNode {
	if first == nil {
		return nil
	}
	count := int64(1)
	last := first
	for last.Next != nil {
		last = last.Next
		count++
	}
	steps := (turns%count + count) % count
	last.Next = first
	for i := int64(0); i < count-steps; i++ {
		last = last.Next
	}
	gate := last.Next
	last.Next = nil
	return gate
}
