import { readFileSync } from 'node:fs'

const words: string[] = readFileSync(0, 'utf8').split(/\s+/).filter(Boolean)
const counts = new Map<string, number>()
for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
const sorted = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
console.log(sorted.map(([word, count]) => `${word} ${count}`).join('\n'))
