function quietGaps(noises: number[][], opens: number, closes: number, shortest: number): number[][] {
  const gaps: number[][] = [];
  let quiet = opens;
  for (const noise of [...noises, [closes, closes]].sort((a, b) => a[0] - b[0])) {
    const start = Math.min(noise[0], closes);
    if (start - quiet >= shortest) gaps.push([quiet, start]);
    quiet = Math.max(quiet, noise[1]);
  }
  return gaps;
}
