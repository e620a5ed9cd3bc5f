function spareLamps(starts: number[], ends: number[]): boolean[] {
  const changes: [number, number, number][] = [];
  starts.forEach((place, lamp) => changes.push([place, 1, lamp]));
  ends.forEach((place, lamp) => changes.push([place, -1, lamp]));
  changes.sort((a, b) => a[0] - b[0]);
  const spare = starts.map(() => true);
  let [on, lamps, place] = [0, 0, 0];
  for (const [next, change, lamp] of changes) {
    if (on === 1 && next > place) spare[lamps] = false;
    place = next;
    lamps ^= lamp;
    on += change;
  }
  return spare;
}
