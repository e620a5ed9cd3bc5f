import { readFileSync } from 'node:fs'

const [, dishes, ...events]: string[] = readFileSync(0, 'utf8').trim().split('\n')
const plates: string[] = dishes.split(' ')
const n: number = plates.length
const output: string[] = []
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
