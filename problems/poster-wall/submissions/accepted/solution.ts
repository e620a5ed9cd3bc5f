function largestPoster(boards: number[], least: number): bigint {
  let largest = 0;
  const rising: number[] = [-1];
  boards.push(0);
  for (let i = 0; i < boards.length; i++) {
    while (rising.length > 1 && boards[rising[rising.length - 1]] >= boards[i]) {
      const poster = boards[rising.pop()!];
      const width = i - rising[rising.length - 1] - 1;
      if (width >= least) largest = Math.max(largest, poster * width);
    }
    rising.push(i);
  }
  return BigInt(largest);
}
