package main

type change struct {
	written int
	removed string
}

type UndoBox struct {
	text []byte
	done []change
}

func Constructor(first string) UndoBox {
	return UndoBox{text: []byte(first)}
}

func (this *UndoBox) Write(text string) {
	this.text = append(this.text, text...)
	this.done = append(this.done, change{written: len(text)})
}

func (this *UndoBox) Drop(count int) int {
	keep := len(this.text) - count
	if keep < 0 {
		keep = 0
	}
	removed := string(this.text[keep:])
	this.text = this.text[:keep]
	this.done = append(this.done, change{removed: removed})
	return len(removed)
}

func (this *UndoBox) Undo() bool {
	if len(this.done) == 0 {
		return false
	}
	last := this.done[len(this.done)-1]
	this.done = this.done[:len(this.done)-1]
	this.text = append(this.text[:len(this.text)-last.written], last.removed...)
	return true
}

func (this *UndoBox) Read() string {
	return string(this.text)
}
