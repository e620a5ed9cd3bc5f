import { readFileSync } from 'node:fs'

const numbers: bigint[] = readFileSync(0, 'utf8').split(/\s+/).filter(Boolean).map(BigInt)
console.log(String(numbers.reduce((sum: bigint, next: bigint): bigint => sum + next, 0n)))
