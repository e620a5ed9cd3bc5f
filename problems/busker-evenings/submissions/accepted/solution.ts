function bestEvenings(gains: number[]): bigint {
  let [third, second, best, yesterday] = [0, 0, 0, 0];
  for (const gain of gains) {
    const now = Math.max(best, Math.max(second, third + yesterday) + gain);
    [third, second, best, yesterday] = [second, best, now, gain];
  }
  return BigInt(best);
}
