import { readFileSync } from 'node:fs'

const walk: string = readFileSync(0, 'utf8').trim()
const opposite: Record<string, string> = { N: 'S', S: 'N', E: 'W', W: 'E' }
const thread: string[] = []
for (const step of walk) {
  if (thread.at(-1) === opposite[step]) thread.pop()
  else thread.push(step)
}
console.log(`${thread.length}\n${thread.join('')}`)
