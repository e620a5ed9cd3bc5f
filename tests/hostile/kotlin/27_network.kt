// Calls others, and opens doors for them. Expected: ok.
import java.net.*
import kotlin.system.exitProcess

fun main() {
    val tries = mapOf<String, () -> Any>(
        "socket" to { Socket("127.0.0.1", 4222) },
        "server" to { ServerSocket(0) },
        "datagram" to { DatagramSocket() },
        "channel" to { java.nio.channels.SocketChannel.open() },
        "keys" to { URL("http://169.254.169.254/latest/meta-data/").readText() }
    )
    val opened = tries.filter { (_, open) ->
        try {
            open()
            true
        } catch (refused: java.io.IOException) {
            false
        }
    }
    println(opened.keys)
    exitProcess(opened.size)
}
