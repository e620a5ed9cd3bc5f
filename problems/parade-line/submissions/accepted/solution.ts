type Person = { name: string; height: number };

class ParadeLine {
  private line: Person[] = [];
  private front = 0;
  private tall: Person[] = [];
  private tallFront = 0;

  join(name: string, height: number): void {
    while (this.tall.length > this.tallFront && this.tall[this.tall.length - 1].height < height) this.tall.pop();
    const person = { name, height };
    this.tall.push(person);
    this.line.push(person);
  }

  leave(): string {
    if (this.front === this.line.length) return "";
    const first = this.line[this.front++];
    if (this.tall[this.tallFront] === first) this.tallFront++;
    return first.name;
  }

  tallest(): string {
    return this.tallFront < this.tall.length ? this.tall[this.tallFront].name : "";
  }
}
