function sunniestTrail(summit: TreeNode | null, least: number): number {
  const values: number[] = [], depths: number[] = [];
  const waiting: [TreeNode, number][] = [[summit!, 1]];
  while (waiting.length > 0) {
    const [node, depth] = waiting.pop()!;
    values.push(node.val);
    depths.push(depth);
    if (node.right !== null) waiting.push([node.right, depth + 1]);
    if (node.left !== null) waiting.push([node.left, depth + 1]);
  }

  // Of the first places on the way down, by their number: the sum, the sum lessened, and the number where that is least.
  const sums = new Float64Array(values.length + 1);
  const lessened = new Float64Array(values.length + 1);
  const lowest = new Int32Array(values.length + 1);
  let sum = -10001, length = 1;
  while (true) {
    let best = 0, bestSum = 0, bestLength = 0;
    for (let i = 0; i < values.length; i++) {
      const depth = depths[i];
      sums[depth] = sums[depth - 1] + values[i];
      lessened[depth] = length * sums[depth] - sum * depth;
      const before = lowest[depth - 1];
      lowest[depth] = lessened[depth] < lessened[before] ? depth : before;
      if (depth < least) continue;
      const from = lowest[depth - least];
      if (lessened[depth] - lessened[from] > best) {
        best = lessened[depth] - lessened[from];
        bestSum = sums[depth] - sums[from];
        bestLength = depth - from;
      }
    }
    if (best === 0) return sum / length;
    sum = bestSum;
    length = bestLength;
  }
}
