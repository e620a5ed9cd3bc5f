package main

import "container/heap"

type item struct {
	urgency, number int
	thing           string
}

type items []item

func (s items) Len() int { return len(s) }
func (s items) Less(i, j int) bool {
	if s[i].urgency != s[j].urgency {
		return s[i].urgency > s[j].urgency
	}
	return s[i].number < s[j].number
}
func (s items) Swap(i, j int)  { s[i], s[j] = s[j], s[i] }
func (s *items) Push(next any) { *s = append(*s, next.(item)) }
func (s *items) Pop() any {
	last := (*s)[len(*s)-1]
	*s = (*s)[:len(*s)-1]
	return last
}

type RepairDesk struct {
	things  items
	brought int
}

func Constructor() RepairDesk {
	return RepairDesk{}
}

func (this *RepairDesk) Bring(thing string, urgency int) {
	heap.Push(&this.things, item{urgency, this.brought, thing})
	this.brought++
}

func (this *RepairDesk) Take() *string {
	if len(this.things) == 0 {
		return nil
	}
	next := heap.Pop(&this.things).(item)
	return &next.thing
}

func (this *RepairDesk) Waiting() int {
	return len(this.things)
}
