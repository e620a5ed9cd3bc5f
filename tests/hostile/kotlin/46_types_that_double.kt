// A type that doubles on each line, for whoever infers it. Expected: ok | compile_error | runtime_error.
fun <T> twice(value: T) = Pair(value, value)

fun main() {
    val a = twice(twice(twice(twice(1))))
    val b = twice(twice(twice(twice(a))))
    val c = twice(twice(twice(twice(b))))
    val d = twice(twice(twice(twice(c))))
    val e = twice(twice(twice(twice(d))))
    println(twice(twice(twice(twice(e)))).hashCode())
}
