const walk = require('fs').readFileSync(0, 'utf8').trim()
const opposite = { N: 'S', S: 'N', E: 'W', W: 'E' }
const thread = []
for (const step of walk) {
  if (thread.at(-1) === opposite[step]) thread.pop()
  else thread.push(step)
}
console.log(`${thread.length}\n${thread.join('')}`)
