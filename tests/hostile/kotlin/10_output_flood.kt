// Prints without end. Expected: output_limit.
fun main() {
    val line = "x".repeat(65_536)
    while (true) println(line)
}
