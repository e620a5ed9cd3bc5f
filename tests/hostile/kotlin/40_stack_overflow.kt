// Recursion without end. Expected: runtime_error | memory_limit.
fun deeper(number: Int): Int = deeper(number + 1) + 1

fun main() = println(deeper(0))
