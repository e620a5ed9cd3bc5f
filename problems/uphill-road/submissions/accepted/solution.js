class Heap {
  items = [];

  get top() {
    return this.items[0];
  }

  push(item) {
    const { items } = this;
    let place = items.length;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (items[parent] >= item) break;
      items[place] = items[parent];
      place = parent;
    }
    items[place] = item;
  }

  replaceTop(item) {
    const { items } = this;
    let place = 0;
    while (true) {
      let child = 2 * place + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && items[child + 1] > items[child]) child++;
      if (items[child] <= item) break;
      items[place] = items[child];
      place = child;
    }
    items[place] = item;
  }
}

var uphillRoad = function(heights) {
  const bends = new Heap();
  let cost = 0;
  for (const height of heights) {
    bends.push(height);
    if (bends.top > height) {
      cost += bends.top - height;
      bends.replaceTop(height);
    }
  }
  return BigInt(cost);
};
