function pairWithSum(numbers: number[], target: number): number[] {
  const seen = new Map<number, number>();
  for (let i = 0; i < numbers.length; i++) {
    const other = seen.get(target - numbers[i]);
    if (other !== undefined) return [other, i];
    seen.set(numbers[i], i);
  }
  return [];
}
