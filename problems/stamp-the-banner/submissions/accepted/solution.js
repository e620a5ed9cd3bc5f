var cheapestBanner = function(banner, stamps, prices) {
  const cost = new Array(banner.length + 1).fill(Infinity);
  cost[0] = 0;
  for (let i = 0; i < banner.length; i++) {
    if (cost[i] === Infinity) continue;
    stamps.forEach((stamp, s) => {
      if (!banner.startsWith(stamp, i)) return;
      const end = i + stamp.length;
      cost[end] = Math.min(cost[end], cost[i] + prices[s]);
    });
  }
  return cost[banner.length] === Infinity ? null : cost[banner.length];
};
