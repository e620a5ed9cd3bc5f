type Entry = [price: number, station: number];

class Heap {
  private entries: Entry[] = [];

  get size(): number {
    return this.entries.length;
  }

  push(entry: Entry): void {
    const { entries } = this;
    let place = entries.length;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (entries[parent][0] <= entry[0]) break;
      entries[place] = entries[parent];
      place = parent;
    }
    entries[place] = entry;
  }

  pop(): Entry {
    const { entries } = this;
    const top = entries[0];
    const last = entries.pop()!;
    if (entries.length === 0) return top;
    let place = 0;
    while (true) {
      let child = 2 * place + 1;
      if (child >= entries.length) break;
      if (child + 1 < entries.length && entries[child + 1][0] < entries[child][0]) child++;
      if (entries[child][0] >= last[0]) break;
      entries[place] = entries[child];
      place = child;
    }
    entries[place] = last;
    return top;
  }
}

function cheapestTrip(stations: number, tracks: number[][], start: number, goal: number): bigint | null {
  if (start === goal) return 0n;
  const rides: [station: number, price: number][][] = Array.from({ length: stations }, () => []);
  for (const [one, other, price] of tracks) {
    rides[one].push([other, price]);
    rides[other].push([one, price]);
  }
  const pricesFrom = (station: number): number[] => {
    const prices = new Array<number>(stations).fill(Infinity);
    prices[station] = 0;
    const waiting = new Heap();
    waiting.push([0, station]);
    while (waiting.size > 0) {
      const [price, here] = waiting.pop();
      if (price > prices[here]) continue;
      for (const [other, more] of rides[here]) {
        if (price + more >= prices[other]) continue;
        prices[other] = price + more;
        waiting.push([price + more, other]);
      }
    }
    return prices;
  };
  const before = pricesFrom(start), after = pricesFrom(goal);
  let least = Infinity;
  for (const [one, other] of tracks) {
    least = Math.min(least, before[one] + after[other], before[other] + after[one]);
  }
  return least === Infinity ? null : BigInt(least);
}
