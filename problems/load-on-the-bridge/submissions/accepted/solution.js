var greatestLoad = function(convoys) {
  const changes = new Map();
  const change = (span, weight) => changes.set(span, (changes.get(span) ?? 0) + weight);
  for (const [first, last, weight] of convoys) {
    change(first, weight);
    change(last + 1, -weight);
  }
  const spans = Int32Array.from(changes.keys()).sort();
  let load = 0, greatest = 0;
  for (const span of spans) {
    load += changes.get(span);
    greatest = Math.max(greatest, load);
  }
  return BigInt(greatest);
};
