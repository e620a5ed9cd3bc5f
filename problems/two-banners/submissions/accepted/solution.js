var twoBanners = function(farm) {
  const group = new Map([[farm, 0]]);
  const groups = [[], []];
  const queue = [farm];
  for (const here of queue) {
    const mine = group.get(here);
    groups[mine].push(here.val);
    for (const other of here.neighbors) {
      const theirs = group.get(other);
      if (theirs === mine) return [];
      if (theirs !== undefined) continue;
      group.set(other, 1 - mine);
      queue.push(other);
    }
  }
  return groups;
};
