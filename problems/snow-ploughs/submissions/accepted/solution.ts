function enough(homes: number[], ploughs: number[], time: number): boolean {
  let home = 0;
  for (const plough of ploughs) {
    if (home === homes.length) break;
    const left = Math.max(0, plough - homes[home]);
    if (left > time) return false;
    const reach = plough + Math.max(time - 2 * left, Math.floor((time - left) / 2));
    while (home < homes.length && homes[home] <= reach) home++;
  }
  return home === homes.length;
}

function clearStreet(homes: number[], ploughs: number[]): bigint {
  let least = 0;
  let most = 3_000_000_000;
  while (least < most) {
    const middle = Math.floor((least + most) / 2);
    if (enough(homes, ploughs, middle)) most = middle;
    else least = middle + 1;
  }
  return BigInt(least);
}
