function vanishBeads(first: ListNode | null): ListNode | null {
  const kept: ListNode[] = [];
  for (let bead = first; bead !== null; bead = bead.next) {
    if (kept.length > 0 && kept[kept.length - 1].val + bead.val === 0) kept.pop();
    else kept.push(bead);
  }
  let left: ListNode | null = null;
  for (const bead of kept.reverse()) {
    bead.next = left;
    left = bead;
  }
  return left;
}
