// Starts threads without end. Expected: ok | runtime_error | time_limit | memory_limit.
import kotlin.concurrent.thread

fun main() {
    while (true) thread { Thread.sleep(Long.MAX_VALUE) }
}
