var loneSock = function(socks) {
  const counts = new Map();
  for (const kind of socks) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return socks.find((kind) => counts.get(kind) % 2 === 1) ?? "-";
};
