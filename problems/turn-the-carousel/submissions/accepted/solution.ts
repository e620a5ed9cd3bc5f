function turnCarousel(plates: number[], steps: number): void {
  const before = plates.slice();
  const places = plates.length;
  for (let i = 0; i < places; i++) {
    plates[(((i + steps) % places) + places) % places] = before[i];
  }
}
