const [, length, ...numbers] = require('fs').readFileSync(0, 'utf8').trim().split(/\s+/).map(Number)
numbers.push(length, 0)

const at = (line, x) => line.slope * x + line.start

// Slopes fall from a to c: whether b is nowhere below both others. The products need more than 53 bits.
function useless(a, b, c) {
  const ofC = BigInt(c.start - a.start) * BigInt(a.slope - b.slope)
  return ofC <= BigInt(b.start - a.start) * BigInt(a.slope - c.slope)
}

const lines = [{ slope: 0, start: 0 }]
let head = 0
let best = 0
for (let i = 0; i < numbers.length; i += 2) {
  const [x, fee] = [numbers[i], numbers[i + 1]]
  while (lines.length - head >= 2 && at(lines[head + 1], x) <= at(lines[head], x)) head++
  best = at(lines[head], x) + x * x + fee
  const line = { slope: -2 * x, start: best + x * x }
  while (lines.length - head >= 2 && useless(lines.at(-2), lines.at(-1), line)) lines.pop()
  lines.push(line)
}
console.log(best)
