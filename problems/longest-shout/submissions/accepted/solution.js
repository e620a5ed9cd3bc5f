var longestShout = function(message) {
  const small = message.toLowerCase();
  let longest = "";
  for (let start = 0, end; start < message.length; start = end) {
    end = start + 1;
    while (small[end] === small[start]) end++;
    if (small[start] !== " " && end - start > longest.length) longest = message.slice(start, end);
  }
  return longest;
};
