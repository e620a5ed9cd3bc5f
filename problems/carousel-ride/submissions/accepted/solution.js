var turnCarousel = function(first, turns) {
  if (first === null) return null;
  let count = 1;
  let last = first;
  for (; last.next !== null; last = last.next) count++;
  const steps = (Number(turns % BigInt(count)) + count) % count;
  last.next = first;
  for (let i = 0; i < count - steps; i++) last = last.next;
  const gate = last.next;
  last.next = null;
  return gate;
};
