var addFlows = function(mouth) {
  const places = mouth === null ? [] : [mouth];
  for (const place of places) {
    if (place.left !== null) places.push(place.left);
    if (place.right !== null) places.push(place.right);
  }
  for (const place of places.reverse()) {
    place.val += (place.left?.val ?? 0) + (place.right?.val ?? 0);
  }
};
