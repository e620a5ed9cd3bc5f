import { readFileSync } from 'node:fs'

const [, width, ...rows]: string[] = readFileSync(0, 'utf8').split(/\s+/).filter(Boolean)
const columns: number = Number(width) + 2
const wall: string = '#'.repeat(columns)
const hall: string[] = [...(wall + rows.map((row) => `#${row}#`).join('') + wall)]

// The minute in which each cell is reached from all cells with `from`; it is entered only before the minute that `until` tells.
function spread(from: string, until: (cell: number) => number): number[] {
  const reached: number[] = new Array<number>(hall.length).fill(Infinity)
  const queue: number[] = []
  hall.forEach((kind, cell) => {
    if (kind !== from) return
    reached[cell] = 0
    queue.push(cell)
  })
  for (let head = 0; head < queue.length; head++) {
    const cell = queue[head]
    const minute = reached[cell] + 1
    for (const next of [cell - 1, cell + 1, cell - columns, cell + columns]) {
      if (hall[next] === '#' || reached[next] !== Infinity || minute >= until(next)) continue
      reached[next] = minute
      queue.push(next)
    }
  }
  return reached
}

const smoke = spread('S', () => Infinity)
const guest = spread('G', (cell) => smoke[cell])
const best = guest.reduce((least, minute, cell) => (hall[cell] === 'D' ? Math.min(least, minute) : least), Infinity)
console.log(best === Infinity ? 'trapped' : best)
