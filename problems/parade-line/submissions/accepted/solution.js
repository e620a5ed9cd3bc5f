class ParadeLine {
  constructor() {
    this.line = [];
    this.front = 0;
    this.tall = [];
    this.tallFront = 0;
  }

  join(name, height) {
    while (this.tall.length > this.tallFront && this.tall[this.tall.length - 1].height < height) this.tall.pop();
    const person = { name, height };
    this.tall.push(person);
    this.line.push(person);
  }

  leave() {
    if (this.front === this.line.length) return "";
    const first = this.line[this.front++];
    if (this.tall[this.tallFront] === first) this.tallFront++;
    return first.name;
  }

  tallest() {
    return this.tallFront < this.tall.length ? this.tall[this.tallFront].name : "";
  }
}
