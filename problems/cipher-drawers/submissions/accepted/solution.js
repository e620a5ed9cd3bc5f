var sortIntoDrawers = function(words) {
  const drawers = new Map();
  for (const word of words) {
    const names = new Map();
    let form = "";
    for (const letter of word) {
      if (!names.has(letter)) names.set(letter, String.fromCharCode(97 + names.size));
      form += names.get(letter);
    }
    if (!drawers.has(form)) drawers.set(form, []);
    drawers.get(form).push(word);
  }
  return [...drawers.values()];
};
