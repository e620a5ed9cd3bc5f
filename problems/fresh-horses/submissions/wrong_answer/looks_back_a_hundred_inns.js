const [, length, ...numbers] = require('fs').readFileSync(0, 'utf8').trim().split(/\s+/).map(Number)
numbers.push(length, 0)
const best = [0]
const stops = [0]
for (let i = 0; i < numbers.length; i += 2) {
  const [x, fee] = [numbers[i], numbers[i + 1]]
  let least = Infinity
  for (let j = Math.max(0, best.length - 100); j < best.length; j++) least = Math.min(least, best[j] + (x - stops[j]) ** 2)
  best.push(least + fee)
  stops.push(x)
}
console.log(best[best.length - 1])
