class UndoBox {
  constructor(first) {
    this.text = [...first];
    this.done = [];
  }

  write(text) {
    this.text.push(...text);
    this.done.push(text.length);
  }

  drop(count) {
    const removed = this.text.splice(Math.max(0, this.text.length - count));
    this.done.push(removed);
    return removed.length;
  }

  undo() {
    if (this.done.length === 0) return false;
    const last = this.done.pop();
    if (Array.isArray(last)) for (const letter of last) this.text.push(letter);
    else this.text.length -= last;
    return true;
  }

  read() {
    return this.text.join("");
  }
}
