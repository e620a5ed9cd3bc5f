package main

type person struct {
	name   string
	height int
}

type ParadeLine struct {
	line, tall []*person
}

func Constructor() ParadeLine {
	return ParadeLine{}
}

func (this *ParadeLine) Join(name string, height int) {
	last := len(this.tall)
	for last > 0 && this.tall[last-1].height < height {
		last--
	}
	next := &person{name, height}
	this.tall = append(this.tall[:last], next)
	this.line = append(this.line, next)
}

func (this *ParadeLine) Leave() string {
	if len(this.line) == 0 {
		return ""
	}
	first := this.line[0]
	this.line = this.line[1:]
	if this.tall[0] == first {
		this.tall = this.tall[1:]
	}
	return first.name
}

func (this *ParadeLine) Tallest() string {
	if len(this.tall) == 0 {
		return ""
	}
	return this.tall[0].name
}
