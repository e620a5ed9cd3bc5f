import { readFileSync } from 'node:fs'

interface Post {
  x: number
  y: number
}

const numbers: number[] = readFileSync(0, 'utf8').trim().split(/\s+/).map(Number)
const posts: Post[] = []
for (let i = 1; i < numbers.length; i += 2) posts.push({ x: numbers[i], y: numbers[i + 1] })
posts.sort((a, b) => a.x - b.x || a.y - b.y)

const turnsLeft = (a: Post, b: Post, c: Post): boolean => (b.x - a.x) * (c.y - b.y) > (b.y - a.y) * (c.x - b.x)

// The length of one side of the hull, from the first post to the last.
function side(posts: Post[]): number {
  const hull: Post[] = []
  for (const post of posts) {
    while (hull.length >= 2 && !turnsLeft(hull[hull.length - 2], hull[hull.length - 1], post)) hull.pop()
    hull.push(post)
  }
  let length = 0
  for (let i = 1; i < hull.length; i++) length += Math.hypot(hull[i].x - hull[i - 1].x, hull[i].y - hull[i - 1].y)
  return length
}

console.log(side(posts) + side(posts.reverse()))
