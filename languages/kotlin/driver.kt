<% set graph = "GraphNode" if "nary_tree" in uses else "Node" %>
<% set arrays = {"int": "IntArray", "long": "LongArray", "double": "DoubleArray", "bool": "BooleanArray", "char": "CharArray"} %>
<% set suffixes = {"int": "Int", "long": "Long", "double": "Double", "bool": "Boolean", "char": "Char", "string": "String",
  "linked_list": "LinkedList", "binary_tree": "BinaryTree", "nary_tree": "NaryTree", "graph": "Graph"} %>
<% macro read(of) %>
<% if of.kind == "list" %><{ arrays[of.of.kind] | default("Array") }>(readInt()) { <{ read(of.of) }> }<% elif of.kind == "optional" %>if (readBoolean()) <{ read(of.of) }> else null<% else %>read<{ suffixes[of.kind] }>()<% endif %>
<% endmacro %>
<% macro write(of, value) %>
<% if of.kind == "list" %>writeInt(<{ value }>.size); for (<{ value }>x in <{ value }>) { <{ write(of.of, value ~ "x") }> }<% elif of.kind == "optional" %>writeBoolean(<{ value }> != null); if (<{ value }> != null) <{ write(of.of, value) }><% else %>write<{ suffixes[of.kind] }>(<{ value }>)<% endif %>
<% endmacro %>
<% macro values(parameters) %>
<% for parameter in parameters %><{ ", " if not loop.first }><{ read(parameter.type) }><% endfor %>
<% endmacro %>
// The driver of a typed problem: what a person wrote in solution.kt is called with the arguments that stand on stdin; descriptor 3
// takes what it gave. Lists are arrays; a List serves as a result, too. It lies in an object, so that a person may call their own what
// they like.
<% if "linked_list" in uses %>
class ListNode(var `val`: Int = 0, var next: ListNode? = null)

<% endif %>
<% if "binary_tree" in uses %>
class TreeNode(var `val`: Int = 0, var left: TreeNode? = null, var right: TreeNode? = null)

<% endif %>
<% if "nary_tree" in uses %>
class Node(var `val`: Int = 0, var children: List<Node?> = ArrayList())

<% endif %>
<% if "graph" in uses %>
class <{ graph }>(var `val`: Int = 0, var neighbors: ArrayList<<{ graph }>?> = ArrayList())

<% endif %>
private object GavelDriver {
    /** A result with more nodes than this is taken for one that never ends. */
    private const val NODES_MAX = 2_000_000

    private val input = java.nio.ByteBuffer.wrap(System.`in`.readBytes()).order(java.nio.ByteOrder.LITTLE_ENDIAN)
    private val answer = java.io.ByteArrayOutputStream()
    private val output = java.io.DataOutputStream(answer)

    /** What a wrong result is told with. */
    private var place = ""

    private fun fail(why: String): Nothing {
        System.out.flush()
        System.err.println(place + why)
        System.exit(1)
        throw AssertionError()
    }

    // Reading. Structures may be deep, so nothing here calls itself.

    private fun readInt() = input.getInt()
    private fun readLong() = input.getLong()
    private fun readDouble() = input.getDouble()
    private fun readBoolean() = input.get() == 1.toByte()

    private fun readChar(): Char {
        val code = readInt()
        if (code > Char.MAX_VALUE.toInt()) fail("a character of this test does not fit in a Char of Kotlin")
        return code.toChar()
    }

    private fun readString(): String {
        val bytes = ByteArray(readInt())
        input.get(bytes)
        return String(bytes, Charsets.UTF_8)
    }

<% if "linked_list" in uses %>
    private fun readLinkedList(): ListNode? {
        val before = ListNode()
        var last = before
        repeat(readInt()) {
            val node = ListNode(readInt())
            last.next = node
            last = node
        }
        return before.next
    }

<% endif %>
<% if "binary_tree" in uses %>
    private fun readBinaryTree(): TreeNode? {
        val nodes = ArrayList<TreeNode>()
        // The places that wait for a node are those of the nodes in turn; the first one is the root's.
        for (number in 0 until readInt()) {
            val node = if (readBoolean()) TreeNode(readInt()) else null
            if (number % 2 == 1) nodes[number / 2].left = node
            else if (number > 0) nodes[number / 2 - 1].right = node
            if (node != null) nodes.add(node)
        }
        return nodes.firstOrNull()
    }

<% endif %>
<% if "nary_tree" in uses %>
    private fun readNaryTree(): Node? {
        val counts = ArrayList<Int>()
        val nodes = List(readInt()) { Node(readInt()).also { counts.add(readInt()) } }
        var first = 1
        for ((index, node) in nodes.withIndex()) {
            node.children = ArrayList(nodes.subList(first, first + counts[index]))
            first += counts[index]
        }
        return nodes.firstOrNull()
    }

<% endif %>
<% if "graph" in uses %>
    private fun readGraph(): <{ graph }>? {
        val nodes = List(readInt()) { <{ graph }>(it + 1) }
        for (node in nodes) repeat(readInt()) { node.neighbors.add(nodes[readInt() - 1]) }
        return nodes.firstOrNull()
    }

<% endif %>
    // Writing.

    private fun writeInt(value: Int) = output.writeInt(Integer.reverseBytes(value))
    private fun writeLong(value: Long) = output.writeLong(java.lang.Long.reverseBytes(value))
    private fun writeDouble(value: Double) = writeLong(value.toRawBits())
    private fun writeBoolean(value: Boolean) = output.writeBoolean(value)

    private fun writeChar(value: Char) {
        if (value.isSurrogate()) fail("half of a character is not a Char that can be told")
        writeInt(value.toInt())
    }

    private fun writeString(text: String) {
        var at = 0
        while (at < text.length) {
            val code = text.codePointAt(at)
            if (code in 0xd800..0xdfff) fail("a String has half of a character in it")
            at += Character.charCount(code)
        }
        val bytes = text.toByteArray()
        writeInt(bytes.size)
        output.write(bytes)
    }

<% if "linked_list" in uses %>
    private fun writeLinkedList(head: ListNode?) {
        var length = 0
        // A node that was passed: in a cycle it comes again before the list is twice as long.
        var passed: ListNode? = null
        var node = head
        while (node != null) {
            length++
            if (Integer.bitCount(length) == 1) passed = node
            node = node.next
            if (node != null && node === passed) fail("the list has a cycle")
            if (length > NODES_MAX) fail("the list has more than $NODES_MAX nodes")
        }
        writeInt(length)
        node = head
        while (node != null) {
            writeInt(node.`val`)
            node = node.next
        }
    }

<% endif %>
<% if "binary_tree" in uses %>
    private fun writeBinaryTree(root: TreeNode?) {
        val nodes = arrayListOf(root)
        var number = 0
        while (number < nodes.size) {
            val node = nodes[number++] ?: continue
            nodes.add(node.left)
            nodes.add(node.right)
            if (nodes.size > 2 * NODES_MAX) fail("the tree has a cycle, or more than $NODES_MAX nodes")
        }
        val length = nodes.indexOfLast { it != null } + 1
        writeInt(length)
        for (node in nodes.subList(0, length)) {
            writeBoolean(node != null)
            if (node != null) writeInt(node.`val`)
        }
    }

<% endif %>
<% if "nary_tree" in uses %>
    private fun writeNaryTree(root: Node?) {
        val nodes = ArrayList<Node>()
        if (root != null) nodes.add(root)
        var number = 0
        while (number < nodes.size) {
            for (child in nodes[number++].children) nodes.add(child ?: fail("a child in the tree is null"))
            if (nodes.size > NODES_MAX) fail("the tree has a cycle, or more than $NODES_MAX nodes")
        }
        writeInt(nodes.size)
        for (node in nodes) {
            writeInt(node.`val`)
            writeInt(node.children.size)
        }
    }

<% endif %>
<% if "graph" in uses %>
    private fun writeGraph(root: <{ graph }>?) {
        val nodes = java.util.TreeMap<Int, <{ graph }>>()
        val unseen = java.util.ArrayDeque<<{ graph }>>()
        if (root != null) unseen.push(root)
        while (unseen.isNotEmpty()) {
            val node = unseen.pop()
            val known = nodes.put(node.`val`, node)
            if (known === node) continue
            if (known != null) fail("two nodes of the graph have the value ${node.`val`}")
            for (other in node.neighbors) unseen.push(other ?: fail("a neighbor in the graph is null"))
            if (nodes.size > NODES_MAX) fail("the graph has more than $NODES_MAX nodes")
        }
        if (root != null && (nodes.firstKey() != 1 || nodes.lastKey() != nodes.size || nodes[1] !== root)) {
            fail("the graph's nodes do not have the values 1, 2, ..., or its first one is not 1")
        }
        writeInt(nodes.size)
        for (node in nodes.values) {
            writeInt(node.neighbors.size)
            for (other in node.neighbors) writeInt(other!!.`val`)
        }
    }

<% endif %>
    fun run() {
<% if is_class %>
        val calls = readInt()
        readInt()
        val one = <{ name }>(<{ values(parameters) }>)
        for (number in 1 until calls) {
            when (readInt()) {
<% for method in methods %>
                <{ loop.index }> -> {
<% if method.returns.kind == "void" %>
                    one.<{ method.name }>(<{ values(method.parameters) }>)
<% else %>
                    val result = one.<{ method.name }>(<{ values(method.parameters) }>)
                    place = "<{ method.name }> gave a wrong result: "
                    <{ write(method.returns, "result") }>
<% endif %>
                }
<% endfor %>
            }
        }
<% else %>
<% for parameter in parameters %>
        val value<{ loop.index0 }> = <{ read(parameter.type) }>
<% endfor %>
<% set arguments %>
<% for parameter in parameters %><{ ", " if not loop.first }>value<{ loop.index0 }><% endfor %>
<% endset %>
<% if in_place is not none %>
        Solution().<{ name }>(<{ arguments }>)
        place = "<{ parameters[in_place].name }> is no <{ answer.text }> any more: "
        <{ write(answer, "value" ~ in_place) }>
<% else %>
        val result = Solution().<{ name }>(<{ arguments }>)
        place = "<{ name }> must return <{ answer.text }>: "
        <{ write(answer, "result") }>
<% endif %>
<% endif %>
        System.out.flush()
        java.io.FileOutputStream("/proc/self/fd/3").use { answer.writeTo(it) }
    }
}

fun main(none: Array<String>) = GavelDriver.run()
