// Loops without end on many threads. Expected: time_limit.
import kotlin.concurrent.thread

fun main() {
    repeat(8) {
        thread {
            while (true) {
            }
        }
    }
}
