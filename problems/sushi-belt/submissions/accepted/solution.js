const [, dishes, ...events] = require('fs').readFileSync(0, 'utf8').trim().split('\n')
const plates = dishes.split(' ')
const n = plates.length
const output = []
let at = 0
for (const line of events) {
  const [event, argument] = line.split(' ')
  if (event === 'turn') {
    at = (((at + Number(argument)) % n) + n) % n
    continue
  }
  output.push(plates[at])
  if (event === 'swap') plates[at] = argument
}
console.log(output.join('\n'))
