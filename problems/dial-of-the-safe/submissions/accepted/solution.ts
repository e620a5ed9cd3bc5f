import { createInterface } from 'node:readline'

const lines = createInterface({ input: process.stdin })

async function main(): Promise<void> {
  const judge = lines[Symbol.asyncIterator]()
  let low = 1
  let high = Number((await judge.next()).value)
  for (;;) {
    const middle = Math.floor((low + high) / 2)
    console.log(`try ${middle}`)
    const answer: string = (await judge.next()).value
    if (answer === 'open') break
    if (answer === 'higher') low = middle + 1
    else high = middle - 1
  }
  lines.close()
}

main()
