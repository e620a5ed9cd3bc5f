const lines = require('readline').createInterface({ input: process.stdin })
const judge = lines[Symbol.asyncIterator]()

async function isLighter(a, b) {
  console.log(`weigh ${a} ${b}`)
  return (await judge.next()).value === 'lighter'
}

async function main() {
  const n = Number((await judge.next()).value)
  const order = []
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
