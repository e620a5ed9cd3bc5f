// Compiled so that the compiler's classes are loaded when they are archived: what many programs use.
data class Point(val x: Int, val y: Int = 0) : Comparable<Point> {
    override fun compareTo(other: Point) = compareValuesBy(this, other, { it.x }, { it.y })
}

sealed class Shape
class Circle(val radius: Double) : Shape()
object Empty : Shape()

private fun area(shape: Shape?) = when (shape) {
    is Circle -> Math.PI * shape.radius * shape.radius
    null, Empty -> 0.0
}

class Node(var value: Int = 0, var next: Node? = null)

fun <T : Any> first(list: List<T>, default: () -> T): T = list.firstOrNull() ?: default()

fun main() {
    val lines = generateSequence(::readLine).toList()
    val counts = HashMap<String, Int>()
    for ((index, line) in lines.withIndex()) {
        for (word in line.split(' ', '\t').filter { it.isNotEmpty() }) counts[word] = (counts[word] ?: 0) + index
    }
    val grid = Array(3) { IntArray(3) { it } }
    for (row in grid.indices) for (column in 0 until 3) grid[row][column] += row * column
    var node: Node? = null
    repeat(3) { node = Node(it, node) }
    while (node != null) node = node?.next
    val sorted = counts.entries.sortedWith(compareByDescending<Map.Entry<String, Int>> { it.value }.thenBy { it.key })
    val text = StringBuilder()
    sorted.forEach { (word, count) -> text.append("$word ${count + 1}\n") }
    try {
        print(text)
        println(area(Circle(1.0)) + grid.map { it.sum() }.max()!! + first(listOf(Point(1)), { Point(2) }).x.toLong())
    } catch (error: IllegalStateException) {
        error("${error.message}")
    }
}
