<# Kept the same as javascript/driver.js but for types, declarations and lines of errors. #>
<% macro readers(parameters) %>
<% for parameter in parameters %><{ ", " if not loop.first }>reader('<{ parameter.type.text }>')<% endfor %>
<% endmacro %>
<% set graph = "GraphNode" if "nary_tree" in uses else "Node" %>
// The driver of a typed problem: what a person wrote in solution.ts, as solution.js, is called with the arguments that
// stand on stdin; descriptor 3 takes what it gave. Nothing is imported from it, since it exports nothing.
export {}

<% if uses | select("in", ["linked_list", "binary_tree", "nary_tree", "graph"]) | list %>
declare global {
<% if "linked_list" in uses %>
  class ListNode {
    val: number
    next: ListNode | null
    constructor(val?: number, next?: ListNode | null)
  }
<% endif %>
<% if "binary_tree" in uses %>
  class TreeNode {
    val: number
    left: TreeNode | null
    right: TreeNode | null
    constructor(val?: number, left?: TreeNode | null, right?: TreeNode | null)
  }
<% endif %>
<% if "nary_tree" in uses %>
  class Node {
    val: number
    children: Node[]
    constructor(val?: number, children?: Node[])
  }
<% endif %>
<% if "graph" in uses %>
  class <{ graph }> {
    val: number
    neighbors: <{ graph }>[]
    constructor(val?: number, neighbors?: <{ graph }>[])
  }
<% endif %>
}

<% endif %>
const fs = require('fs')
const Module = require('module')
const { inspect } = require('util')

const SOLUTION = __dirname + '/solution.js'

// A result with more nodes than this is taken for one that never ends.
const NODES_MAX = 2000000

class Wrong extends Error {}

function fail(value: unknown, expected: string): never {
  const shown = inspect(value, { depth: 1, breakLength: Infinity, maxArrayLength: 10, maxStringLength: 60 })
  throw new Wrong(`${shown.length > 60 ? shown.slice(0, 60) + '...' : shown} is not ${expected}`)
}

<% if "linked_list" in uses %>
;(globalThis as any).ListNode = class ListNode {
  [key: string]: any

  constructor(val = 0, next: any = null) {
    this.val = val
    this.next = next
  }
}

<% endif %>
<% if "binary_tree" in uses %>
;(globalThis as any).TreeNode = class TreeNode {
  [key: string]: any

  constructor(val = 0, left: any = null, right: any = null) {
    this.val = val
    this.left = left
    this.right = right
  }
}

<% endif %>
<% if "nary_tree" in uses %>
;(globalThis as any).Node = class Node {
  [key: string]: any

  constructor(val = 0, children: any[] = []) {
    this.val = val
    this.children = children
  }
}

<% endif %>
<% if "graph" in uses %>
;(globalThis as any).<{ graph }> = class <{ graph }> {
  [key: string]: any

  constructor(val = 0, neighbors: any[] = []) {
    this.val = val
    this.neighbors = neighbors
  }
}

<% endif %>
// Reading. Structures may be deep, so nothing here calls itself but for lists within lists.

const data = fs.readFileSync(0)
const view = new DataView(data.buffer, data.byteOffset, data.length)
let place = 0

/** Where the next `size` bytes begin. */
function taken(size: number) {
  place += size
  return place - size
}

const read: any = {
  int: () => view.getInt32(taken(4), true),
  long: () => view.getBigInt64(taken(8), true),
  double: () => view.getFloat64(taken(8), true),
  bool: () => view.getUint8(taken(1)) === 1,
  char: () => String.fromCodePoint(word()),
  string() {
    const length = word()
    const start = taken(length)
    return data.toString('utf8', start, place)
  },
<% if "linked_list" in uses %>
  linked_list() {
    const before = new ListNode()
    let last: any = before
    for (let left = word(); left > 0; left--) last = last.next = new ListNode(read.int())
    return before.next
  },
<% endif %>
<% if "binary_tree" in uses %>
  binary_tree() {
    const nodes: any[] = []
    const entries = word()
    // The places that wait for a node are those of the nodes in turn; the first one is the root's.
    for (let number = 0; number < entries; number++) {
      const node = read.bool() ? new TreeNode(read.int()) : null
      if (number % 2 === 1) nodes[(number - 1) / 2].left = node
      else if (number > 0) nodes[number / 2 - 1].right = node
      if (node !== null) nodes.push(node)
    }
    return nodes.length > 0 ? nodes[0] : null
  },
<% endif %>
<% if "nary_tree" in uses %>
  nary_tree() {
    const nodes: any[] = []
    const counts: number[] = []
    for (let left = word(); left > 0; left--) {
      nodes.push(new Node(read.int()))
      counts.push(word())
    }
    let next = 1
    for (let number = 0; number < nodes.length; number++) {
      nodes[number].children = nodes.slice(next, next + counts[number])
      next += counts[number]
    }
    return nodes.length > 0 ? nodes[0] : null
  },
<% endif %>
<% if "graph" in uses %>
  graph() {
    const nodes: any[] = []
    for (let left = word(); left > 0; left--) nodes.push(new <{ graph }>(nodes.length + 1))
    for (const node of nodes) {
      for (let left = word(); left > 0; left--) node.neighbors.push(nodes[word() - 1])
    }
    return nodes.length > 0 ? nodes[0] : null
  },
<% endif %>
}

function word() {
  return view.getUint32(taken(4), true)
}

function reader(of: string): () => any {
  if (of === 'int[]') {
    return () => {
      const ints: number[] = []
      let at = taken(4 * word())
      for (; at < place; at += 4) ints.push(view.getInt32(at, true))
      return ints
    }
  }
  if (of.endsWith('[]')) {
    const item = reader(of.slice(0, -2))
    return () => {
      const items: unknown[] = []
      for (let left = word(); left > 0; left--) items.push(item())
      return items
    }
  }
  if (of.endsWith('?')) {
    const value = reader(of.slice(0, -1))
    return () => (read.bool() ? value() : null)
  }
  return read[of]
}

// Writing.

let out = Buffer.allocUnsafe(1 << 14)
let end = 0

/** Where `size` more bytes may be written; call it before naming `out`, which it may replace. */
function room(size: number) {
  if (end + size > out.length) {
    const larger = Buffer.allocUnsafe(Math.max(out.length * 2, end + size))
    out.copy(larger, 0, 0, end)
    out = larger
  }
  end += size
  return end - size
}

function writeWord(number: number) {
  const start = room(4)
  out.writeUInt32LE(number, start)
}

const write: any = {
  int(value: any) {
    if (!isInt(value)) fail(value, 'an integer of 32 bits')
    const start = room(4)
    out.writeInt32LE(value, start)
  },
  long(value: any) {
    const big = Number.isSafeInteger(value) ? BigInt(value) : value
    if (typeof big !== 'bigint' || BigInt.asIntN(64, big) !== big) fail(value, 'a BigInt of 64 bits')
    const start = room(8)
    out.writeBigInt64LE(big, start)
  },
  double(value: any) {
    if (typeof value !== 'number') fail(value, 'a number')
    const start = room(8)
    out.writeDoubleLE(value, start)
  },
  bool(value: any) {
    if (typeof value !== 'boolean') fail(value, 'a boolean')
    const start = room(1)
    out[start] = value ? 1 : 0
  },
  char(value: any) {
    const code = typeof value === 'string' ? value.codePointAt(0) : undefined
    if (code === undefined || value.length !== (code > 0xffff ? 2 : 1) || (code >= 0xd800 && code <= 0xdfff)) fail(value, 'a character')
    writeWord(code)
  },
  string(value: any) {
    if (typeof value !== 'string') fail(value, 'a string')
    if (!(value as any).isWellFormed()) fail(value, 'a string of Unicode characters')
    const length = Buffer.byteLength(value)
    writeWord(length)
    const start = room(length)
    out.write(value, start)
  },
<% if "linked_list" in uses %>
  linked_list(node: any) {
    const start = room(4)
    let length = 0
    // A node that was passed: in a cycle it comes again before the list is twice as long.
    let passed: any = null
    let nextPassed = 1
    while (node !== null && node !== undefined) {
      if (typeof node !== 'object' || !('val' in node)) fail(node, 'a ListNode')
      write.int(node.val)
      node = node.next
      length++
      if (node && node === passed) throw new Wrong('the list has a cycle')
      if (length === nextPassed) {
        passed = node
        nextPassed *= 2
      }
      if (length > NODES_MAX) throw new Wrong(`the list has more than ${NODES_MAX} nodes`)
    }
    out.writeUInt32LE(length, start)
  },
<% endif %>
<% if "binary_tree" in uses %>
  binary_tree(root: any) {
    const start = room(4)
    const nodes: any[] = [root]
    let last = 0
    let lastEnd = end
    for (let number = 0; number < nodes.length; number++) {
      const node = nodes[number]
      if (node === null || node === undefined) {
        write.bool(false)
        continue
      }
      if (typeof node !== 'object' || !('val' in node)) fail(node, 'a TreeNode')
      write.bool(true)
      write.int(node.val)
      nodes.push(node.left, node.right)
      last = number + 1
      lastEnd = end
      if (nodes.length > 2 * NODES_MAX) throw new Wrong(`the tree has a cycle, or more than ${NODES_MAX} nodes`)
    }
    end = lastEnd
    out.writeUInt32LE(last, start)
  },
<% endif %>
<% if "nary_tree" in uses %>
  nary_tree(root: any) {
    const nodes: any[] = root === null || root === undefined ? [] : [root]
    const start = room(4)
    for (let number = 0; number < nodes.length; number++) {
      const node = nodes[number]
      if (node === null || typeof node !== 'object' || !('val' in node)) fail(node, 'a Node')
      const children = node.children ?? []
      if (!isArray(children)) fail(children, 'an array of children')
      write.int(node.val)
      writeWord(children.length)
      for (const child of children) nodes.push(child)
      if (nodes.length > NODES_MAX) throw new Wrong(`the tree has a cycle, or more than ${NODES_MAX} nodes`)
    }
    out.writeUInt32LE(nodes.length, start)
  },
<% endif %>
<% if "graph" in uses %>
  graph(root: any) {
    const nodes = new Set<any>(root === null || root === undefined ? [] : [root])
    for (const node of nodes) {
      if (node === null || typeof node !== 'object' || !('val' in node)) fail(node, 'a <{ graph }>')
      if (!isArray(node.neighbors)) fail(node.neighbors, 'an array of neighbors')
      for (const other of node.neighbors) nodes.add(other)
      if (nodes.size > NODES_MAX) throw new Wrong(`the graph has more than ${NODES_MAX} nodes`)
    }
    const byNumber = [...nodes].sort((one, other) => one.val - other.val)
    if (byNumber.some((node, index) => node.val !== index + 1) || (byNumber.length > 0 && byNumber[0] !== root)) {
      throw new Wrong("the graph's nodes do not have the values 1, 2, ..., or its first one is not 1")
    }
    writeWord(byNumber.length)
    for (const node of byNumber) {
      writeWord(node.neighbors.length)
      for (const other of node.neighbors) writeWord(other.val)
    }
  },
<% endif %>
}

function isInt(value: unknown): boolean {
  return typeof value === 'number' && (value | 0) === value
}

function isArray(value: unknown): boolean {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView))
}

function writer(of: string): (value: any) => void {
  if (of === 'int[]') {
    return (values: any) => {
      if (!isArray(values)) fail(values, 'an array')
      const ints = new Int32Array(values.length)
      for (let index = 0; index < ints.length; index++) {
        const value = values[index]
        if (!isInt(value)) fail(value, 'an integer of 32 bits')
        ints[index] = value
      }
      writeWord(ints.length)
      const start = room(ints.byteLength)
      out.set(new Uint8Array(ints.buffer), start)
    }
  }
  if (of.endsWith('[]')) {
    const item = writer(of.slice(0, -2))
    return (values: any) => {
      if (!isArray(values)) fail(values, 'an array')
      writeWord(values.length)
      // By index, so that what was never set counts, too.
      for (let index = 0; index < values.length; index++) item(values[index])
    }
  }
  if (of.endsWith('?')) {
    const some = writer(of.slice(0, -1))
    return (value: any) => {
      const is = value !== null && value !== undefined
      write.bool(is)
      if (is) some(value)
    }
  }
  return write[of]
}

// The person's code.

/** What the person's file calls `name`; asking behind its last line moves no line of it. */
function load() {
  const source = fs.readFileSync(SOLUTION, 'utf8').replace(/^\ufeff/, '')
  const own = new Module(SOLUTION, module)
  own.filename = SOLUTION
  own.paths = module.paths
  own._compile(source + "\n;module.exports = typeof <{ name }> === 'undefined' ? undefined : <{ name }>\n", SOLUTION)
  if (typeof own.exports !== 'function') throw new Wrong('solution.ts defines no <{ "class" if is_class else "function" }> <{ name }>')
  return own.exports
}

function run() {
  const solution = load()
<% if is_class %>
  // Of each call: its name, the readers of its arguments, and the writer of its result if it has one.
  const kinds: [string, (() => any)[], ((value: any) => void) | null][] = [
    ['<{ name }>', [<{ readers(parameters) }>], null],
<% for method in methods %>
    ['<{ method.name }>', [<{ readers(method.parameters) }>], <{ "null" if method.returns.kind == "void" else "writer('" ~ method.returns.text ~ "')" }>],
<% endfor %>
  ]
  const count = word()
  let one: any
  for (let number = 0; number < count; number++) {
    const [name, readers, give] = kinds[word()]
    const values = readers.map((read) => read())
    if (number === 0) {
      one = new solution(...values)
      continue
    }
    if (typeof one[name] !== 'function') throw new Wrong(`<{ name }> has no method ${name}`)
    const result = one[name](...values)
    if (give === null) continue
    try {
      give(result)
    } catch (error) {
      if (error instanceof Wrong) error.message = `${name} (call ${number}) gave a wrong result: ${error.message}`
      throw error
    }
  }
<% else %>
  const values: any[] = [<{ readers(parameters) }>].map((read: () => any) => read())
  const give = writer('<{ answer.text }>')
<% if in_place is not none %>
  solution(...values)
<% else %>
  const result = solution(...values)
<% endif %>
  try {
    give(<{ "result" if in_place is none else "values[" ~ in_place ~ "]" }>)
  } catch (error) {
<% if in_place is not none %>
    if (error instanceof Wrong) error.message = `<{ parameters[in_place].name }> is no <{ answer.text }> any more: ${error.message}`
<% else %>
    if (error instanceof Wrong) error.message = `<{ name }> must return <{ answer.text }>: ${error.message}`
<% endif %>
    throw error
  }
<% endif %>
  for (let start = 0; start < end; ) start += fs.writeSync(3, out, start, end - start)
}

/** A function that gives frames the lines of solution.ts. Node.js would do it for every error, but takes several milliseconds to begin. */
function placed(): (stack: string) => string {
  const found = /sourceMappingURL=data:application\/json;base64,(\S+)\s*$/.exec(fs.readFileSync(SOLUTION, 'utf8'))
  if (found === null) return (stack) => stack
  const map = new Module.SourceMap(JSON.parse(Buffer.from(found[1] ?? '', 'base64').toString()))
  return (stack) =>
    stack.replace(/solution\.js:(\d+):(\d+)/g, (frame, line, column) => {
      const { originalLine, originalColumn } = map.findEntry(line - 1, column - 1)
      return originalLine === undefined ? frame : `solution.ts:${originalLine + 1}:${originalColumn + 1}`
    })
}

/** Leaves the frames of this file, and of what is behind it, out of an error and its causes; tells whether frames are left. */
function cut(error: unknown, place: (stack: string) => string): boolean {
  if (!(error instanceof Error) || typeof error.stack !== 'string') return false
  const lines = place(error.stack).split('\n')
  let first = lines.findIndex((line) => line.startsWith('    at ') && line.includes(__filename))
  if (first < 0) first = lines.length
  while (first > 0 && lines[first - 1].includes('node:internal/modules/')) first--
  error.stack = lines.slice(0, first).join('\n')
  if (error.cause !== error) cut(error.cause, place)
  return first > 0 && lines[first - 1].startsWith('    at ')
}

/** The error as Node.js would show it. */
function explain(error: unknown): string {
  if (error instanceof Wrong) return error.message
  if (!(error instanceof Error)) return `Uncaught ${inspect(error)}`
  let frames = true
  try {
    frames = cut(error, placed())
  } catch {
    // It cannot be changed, and is shown as it is.
  }
  return frames || error.cause ? inspect(error) : `${error.stack}`
}

try {
  run()
} catch (error) {
  process.exitCode = 1
  process.stderr.write(explain(error) + '\n', () => process.exit())
}
