type Item = { urgency: number; number: number; thing: string };

class RepairDesk {
  private heap: Item[] = [];
  private brought = 0;

  bring(thing: string, urgency: number): void {
    const { heap } = this;
    const item = { urgency, number: this.brought++, thing };
    let place = heap.length;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (this.before(heap[parent], item)) break;
      heap[place] = heap[parent];
      place = parent;
    }
    heap[place] = item;
  }

  take(): string | null {
    const { heap } = this;
    if (heap.length === 0) return null;
    const { thing } = heap[0];
    const last = heap.pop()!;
    if (heap.length === 0) return thing;
    let place = 0;
    while (true) {
      let child = 2 * place + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && this.before(heap[child + 1], heap[child])) child++;
      if (this.before(last, heap[child])) break;
      heap[place] = heap[child];
      place = child;
    }
    heap[place] = last;
    return thing;
  }

  waiting(): number {
    return this.heap.length;
  }

  private before(a: Item, b: Item): boolean {
    return a.urgency !== b.urgency ? a.urgency > b.urgency : a.number < b.number;
  }
}
