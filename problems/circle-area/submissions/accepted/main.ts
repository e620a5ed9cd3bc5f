import { readFileSync } from 'node:fs'

const radii: number[] = readFileSync(0, 'utf8').split(/\s+/).filter(Boolean).slice(1).map(Number)
console.log(radii.map((r) => `${Math.PI * r * r} ${2 * Math.PI * r}`).join('\n'))
