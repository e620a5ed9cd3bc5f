var vanishBeads = function(first) {
  const kept = [];
  for (let bead = first; bead !== null; bead = bead.next) {
    if (kept.length > 0 && kept[kept.length - 1].val + bead.val === 0) kept.pop();
    else kept.push(bead);
  }
  let left = null;
  while (kept.length > 0) {
    const bead = kept.pop();
    bead.next = left;
    left = bead;
  }
  return left;
};
