var turnsNeeded = function(shown, wanted) {
  const length = shown.length;
  if (wanted.length !== length) return null;
  const border = new Int32Array(length);
  for (let i = 1, matched = 0; i < length; i++) {
    while (matched > 0 && wanted[i] !== wanted[matched]) matched = border[matched - 1];
    if (wanted[i] === wanted[matched]) matched++;
    border[i] = matched;
  }
  for (let i = 0, matched = 0; i < 2 * length - 1; i++) {
    const bead = shown[i % length];
    while (matched > 0 && bead !== wanted[matched]) matched = border[matched - 1];
    if (bead === wanted[matched]) matched++;
    if (matched === length) return i - length + 1;
  }
  return null;
};
