var pairWithSum = function(numbers, target) {
  const seen = new Map();
  for (let i = 0; i < numbers.length; i++) {
    const other = seen.get(target - numbers[i]);
    if (other !== undefined) return [other, i];
    seen.set(numbers[i], i);
  }
  return [];
};
