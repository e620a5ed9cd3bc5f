class UndoBox {
  private text: string[];
  private done: (number | string[])[] = [];

  constructor(first: string) {
    this.text = first.split("");
  }

  write(text: string): void {
    for (const letter of text) this.text.push(letter);
    this.done.push(text.length);
  }

  drop(count: number): number {
    const removed = this.text.splice(Math.max(0, this.text.length - count));
    this.done.push(removed);
    return removed.length;
  }

  undo(): boolean {
    const last = this.done.pop();
    if (last === undefined) return false;
    if (typeof last === "number") this.text.length -= last;
    else for (const letter of last) this.text.push(letter);
    return true;
  }

  read(): string {
    return this.text.join("");
  }
}
