function averageWalk(houses: number[][], people: number[]): number {
  const all = people.reduce((sum, count) => sum + count, 0);
  if (all < 2) return 0;
  const order = houses.map((_, i) => i);
  let sum = 0;
  for (const axis of [0, 1]) {
    order.sort((a, b) => houses[a][axis] - houses[b][axis]);
    let before = 0;
    for (let i = 0; i + 1 < order.length; i++) {
      before += people[order[i]];
      sum += (houses[order[i + 1]][axis] - houses[order[i]][axis]) * before * (all - before);
    }
  }
  return sum / (all * (all - 1) / 2);
}
