// Ends before its main begins, with an end that follows. Expected: ok.
val never = run {
    Runtime.getRuntime().addShutdownHook(Thread { println("the end") })
    println("accepted")
    System.exit(0)
}

fun main() {
    while (true) {
    }
}
