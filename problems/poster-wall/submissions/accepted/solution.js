var largestPoster = function(boards, least) {
  let largest = 0;
  const rising = [-1];
  boards.push(0);
  for (let i = 0; i < boards.length; i++) {
    while (rising.length > 1 && boards[rising.at(-1)] >= boards[i]) {
      const poster = boards[rising.pop()];
      const width = i - rising.at(-1) - 1;
      if (width >= least) largest = Math.max(largest, poster * width);
    }
    rising.push(i);
  }
  return BigInt(largest);
};
