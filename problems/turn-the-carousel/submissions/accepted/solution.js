var turnCarousel = function(plates, steps) {
  const before = plates.slice();
  const places = plates.length;
  for (let i = 0; i < places; i++) {
    plates[(((i + steps) % places) + places) % places] = before[i];
  }
};
