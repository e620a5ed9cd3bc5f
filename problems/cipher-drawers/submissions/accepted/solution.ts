function formOf(word: string): string {
  const names = new Map<string, string>();
  let form = "";
  for (const letter of word) {
    const name = names.get(letter) ?? String.fromCharCode(97 + names.size);
    names.set(letter, name);
    form += name;
  }
  return form;
}

function sortIntoDrawers(words: string[]): string[][] {
  const drawers = new Map<string, string[]>();
  for (const word of words) {
    const form = formOf(word);
    const drawer = drawers.get(form);
    if (drawer) drawer.push(word);
    else drawers.set(form, [word]);
  }
  return [...drawers.values()];
}
