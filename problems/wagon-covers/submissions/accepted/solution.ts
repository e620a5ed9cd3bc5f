function cheapestCovers(weights: number[], heights: number[], limit: number): bigint {
  let size = 2;
  while (size < weights.length) size *= 2;
  const least = new Float64Array(2 * size).fill(Infinity);
  const set = (crate: number, sum: number): void => {
    let place = size + crate;
    least[place] = sum;
    while ((place >>= 1) > 0) least[place] = Math.min(least[2 * place], least[2 * place + 1]);
  };
  const best: number[] = [0];
  const queue: number[] = [];
  let front = 0;
  let left = 0;
  let weight = 0;
  for (let i = 0; i < weights.length; i++) {
    weight += weights[i];
    while (weight > limit) weight -= weights[left++];
    while (front < queue.length && queue[front] < left) set(queue[front++], Infinity);
    while (front < queue.length && heights[queue[queue.length - 1]] <= heights[i]) set(queue.pop()!, Infinity);
    if (front < queue.length) set(i, best[queue[queue.length - 1] + 1] + heights[i]);
    queue.push(i);
    set(queue[front], best[left] + heights[queue[front]]);
    best.push(least[1]);
  }
  return BigInt(best[weights.length]);
}
