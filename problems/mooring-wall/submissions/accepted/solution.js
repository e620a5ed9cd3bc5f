class MooringWall {
  constructor(length) {
    this.size = 1;
    while (this.size <= length) this.size *= 2;
    // A tree of maxima; its leaves are the lengths of the free stretches by their first metre.
    this.free = new Int32Array(2 * this.size);
    this.beginOf = new Int32Array(length + 1);
    this.boats = new Int32Array(length);
    this.set(0, length);
  }

  set(begin, length) {
    let place = this.size + begin;
    this.free[place] = length;
    while ((place >>= 1) > 0) this.free[place] = Math.max(this.free[2 * place], this.free[2 * place + 1]);
    if (length > 0) this.beginOf[begin + length] = begin;
  }

  moor(boat) {
    if (this.free[1] < boat) return -1;
    let place = 1;
    while (place < this.size) {
      place *= 2;
      if (this.free[place] < boat) place++;
    }
    const begin = place - this.size;
    const left = this.free[place] - boat;
    this.set(begin, 0);
    if (left > 0) this.set(begin + boat, left);
    this.boats[begin] = boat;
    return begin;
  }

  leave(start) {
    if (start >= this.boats.length || this.boats[start] === 0) return 0;
    const boat = this.boats[start];
    this.boats[start] = 0;
    let begin = start;
    let end = start + boat;
    const before = this.beginOf[start];
    if (before + this.free[this.size + before] === start) begin = before;
    const after = this.free[this.size + end];
    if (after > 0) {
      this.set(end, 0);
      end += after;
    }
    this.set(begin, end - begin);
    return boat;
  }

  longest() {
    return this.free[1];
  }
}
