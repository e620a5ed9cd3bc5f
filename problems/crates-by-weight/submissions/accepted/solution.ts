import { createInterface } from 'node:readline'

const lines = createInterface({ input: process.stdin })
const judge = lines[Symbol.asyncIterator]()

async function isLighter(a: number, b: number): Promise<boolean> {
  console.log(`weigh ${a} ${b}`)
  return (await judge.next()).value === 'lighter'
}

async function main(): Promise<void> {
  const n = Number((await judge.next()).value)
  const order: number[] = []
  for (let crate = 1; crate <= n; crate++) {
    let [low, high] = [0, order.length]
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      if (await isLighter(crate, order[middle])) high = middle
      else low = middle + 1
    }
    order.splice(low, 0, crate)
  }
  console.log(`order ${order.join(' ')}`)
  lines.close()
}

main()
