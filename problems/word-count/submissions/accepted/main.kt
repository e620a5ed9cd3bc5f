fun main() {
    val words = System.`in`.bufferedReader().readText().split(' ', '\n').filter { it.isNotEmpty() }
    val counts = words.groupingBy { it }.eachCount().toList()
    val lines = counts.sortedWith(compareBy({ (_, count) -> -count }, { (word, _) -> word }))
    println(lines.joinToString("\n") { (word, count) -> "$word $count" })
}
