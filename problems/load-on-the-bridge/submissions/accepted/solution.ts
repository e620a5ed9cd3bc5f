function greatestLoad(convoys: number[][]): bigint {
  const changes = new Map<number, number>();
  const change = (span: number, weight: number) => changes.set(span, (changes.get(span) ?? 0) + weight);
  for (const [first, last, weight] of convoys) {
    change(first, weight);
    change(last + 1, -weight);
  }
  const spans = Int32Array.from(changes.keys()).sort();
  let load = 0, greatest = 0;
  for (const span of spans) {
    load += changes.get(span) ?? 0;
    greatest = Math.max(greatest, load);
  }
  return BigInt(greatest);
}
