function loneSock(socks: string[]): string {
  const counts = new Map<string, number>();
  for (const kind of socks) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return socks.find((kind) => counts.get(kind)! % 2 === 1) ?? "-";
}
