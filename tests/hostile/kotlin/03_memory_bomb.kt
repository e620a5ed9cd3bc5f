// Takes memory without end. Expected: memory_limit.
fun main() {
    val kept = ArrayList<ByteArray>()
    while (true) kept.add(ByteArray(1 shl 20))
}
