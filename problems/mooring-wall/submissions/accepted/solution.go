package main

type MooringWall struct {
	size int
	// A tree of maxima; its leaves are the lengths of the free stretches by their first metre.
	free           []int
	beginOf, boats []int
}

func Constructor(length int) MooringWall {
	size := 1
	for size <= length {
		size *= 2
	}
	wall := MooringWall{size, make([]int, 2*size), make([]int, length+1), make([]int, length)}
	wall.set(0, length)
	return wall
}

func (this *MooringWall) set(begin, length int) {
	place := this.size + begin
	this.free[place] = length
	for place /= 2; place > 0; place /= 2 {
		this.free[place] = max(this.free[2*place], this.free[2*place+1])
	}
	if length > 0 {
		this.beginOf[begin+length] = begin
	}
}

func (this *MooringWall) Moor(boat int) int {
	if this.free[1] < boat {
		return -1
	}
	place := 1
	for place < this.size {
		place *= 2
		if this.free[place] < boat {
			place++
		}
	}
	begin, left := place-this.size, this.free[place]-boat
	this.set(begin, 0)
	if left > 0 {
		this.set(begin+boat, left)
	}
	this.boats[begin] = boat
	return begin
}

func (this *MooringWall) Leave(start int) int {
	if start >= len(this.boats) || this.boats[start] == 0 {
		return 0
	}
	boat := this.boats[start]
	this.boats[start] = 0
	begin, end := start, start+boat
	if before := this.beginOf[start]; before+this.free[this.size+before] == start {
		begin = before
	}
	if after := this.free[this.size+end]; after > 0 {
		this.set(end, 0)
		end += after
	}
	this.set(begin, end-begin)
	return boat
}

func (this *MooringWall) Longest() int {
	return this.free[1]
}
