fun main() {
    println(a + b)
}
