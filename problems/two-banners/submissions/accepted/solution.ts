function twoBanners(farm: Node | null): number[][] {
  const group = new Map<Node, number>([[farm!, 0]]);
  const groups: number[][] = [[], []];
  const queue: Node[] = [farm!];
  for (const here of queue) {
    const mine = group.get(here)!;
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
}
