// What `warm` runs: it waits for an order, then does what Node.js does with a program's name. Where more orders follow and the
// program came to its end by itself it takes back what can be seen of it and waits for the next one; otherwise it ends with it.
const fs = require('fs')
const { runMain } = require('module')

// Most programs print; making the streams takes a third of what is left of a small one's time.
process.stdout
process.stderr

const MAIN = '/w/main.js'
const globals = new Set(Reflect.ownKeys(globalThis))
const modules = new Set(Object.keys(require.cache))
const environment = { ...process.env }
let events

function until(end) {
  const bytes = []
  const byte = Buffer.alloc(1)
  for (;;) {
    if (fs.readSync(1000, byte) === 0) process.reallyExit(0)
    if (byte[0] === end) return Buffer.from(bytes).toString()
    bytes.push(byte[0])
  }
}

/** Makes the next program the one to run, and tells whether more follow it. */
function order() {
  const [kind, count] = until(0x0a).split(' ')
  const words = Array.from({ length: Number(count) }, () => until(0))
  process.argv.splice(1, process.argv.length, MAIN, ...words)
  return kind === 'more'
}

/** The input anew, since a stream that came to its end is over. */
function freshInput() {
  let stdin
  Object.defineProperty(process, 'stdin', {
    configurable: true,
    enumerable: true,
    get: () => (stdin ??= new fs.ReadStream(null, { fd: 0, autoClose: false })),
  })
}

/** Takes back what the next program could see of this one; false where that cannot be. */
function takeBack() {
  // A module of the other kind is kept where nothing takes it back.
  if (!(MAIN in require.cache) || process.eventNames().join() !== events || !process.stdout.writable) return false
  for (const name of Object.keys(require.cache)) if (!modules.has(name)) delete require.cache[name]
  module.children.length = 0
  for (const key of Reflect.ownKeys(globalThis)) if (!globals.has(key) && !Reflect.deleteProperty(globalThis, key)) return false
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name]
  Object.assign(process.env, environment)
  process.exitCode = undefined
  freshInput()
  return true
}

/** When nothing is left to do. */
function ended() {
  const code = process.exitCode ?? 0
  if (process.listenerCount('beforeExit') > 1 || !takeBack()) return
  fs.writeSync(1001, `exited ${code & 0xff}\n`)
  if (!order()) last()
  setImmediate(runMain)
}

function last() {
  process.off('beforeExit', ended)
  fs.closeSync(1000)
  fs.closeSync(1001)
}

delete require.cache[__filename]
modules.delete(__filename)
fs.writeSync(1001, 'ready\n')
if (order()) {
  process.on('beforeExit', ended)
  events = process.eventNames().join()
} else last()
process.nextTick(runMain)
