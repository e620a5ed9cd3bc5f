var countTours = function(stalls, most) {
  const counts = new Map();
  let tours = 0;
  for (let end = 0, start = 0; end < stalls.length; end++) {
    counts.set(stalls[end], (counts.get(stalls[end]) ?? 0) + 1);
    while (counts.size > most) {
      const first = stalls[start++];
      const left = counts.get(first) - 1;
      if (left === 0) counts.delete(first);
      else counts.set(first, left);
    }
    tours += end - start + 1;
  }
  return BigInt(tours);
};
