// Looks for files of the host and of Gavel's. Expected: ok.
import java.io.File
import kotlin.system.exitProcess

fun main() {
    val paths = listOf(
        "/etc/passwd", "/etc/shadow", "/etc/hostname", "/root", "/home", "/var", "/run", "/boot", "/sys", "/proc/1/environ", "/proc/1/root", "/proc/kcore"
    )
    val found = paths.filter { path ->
        try {
            File(path).list()?.isNotEmpty() ?: (File(path).inputStream().read() >= 0)
        } catch (refused: java.io.IOException) {
            false
        }
    }
    println(found)
    exitProcess(found.size)
}
