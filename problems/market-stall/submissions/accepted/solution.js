var bestAverage = function(profits, days) {
  let sum = 0;
  for (let i = 0; i < days; i++) sum += profits[i];
  let best = sum;
  for (let i = days; i < profits.length; i++) {
    sum += profits[i] - profits[i - days];
    best = Math.max(best, sum);
  }
  return best / days;
};
