package main

func vanishBeads(first *ListNode) *ListNode {
	// The kept beads, linked from the last to the first.
	var kept *ListNode
	for first != nil {
		bead := first
		first = first.Next
		if kept != nil && int64(kept.Val)+int64(bead.Val) == 0 {
			kept = kept.Next
		} else {
			bead.Next = kept
			kept = bead
		}
	}
	var left *ListNode
	for kept != nil {
		kept, kept.Next, left = kept.Next, left, kept
	}
	return left
}
