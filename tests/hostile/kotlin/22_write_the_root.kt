// Writes where it must not, its own libraries among it. Expected: ok.
import java.io.File
import kotlin.system.exitProcess

fun main() {
    val places = listOf("/", "/usr", "/usr/lib", "/usr/share/java", "/opt/gavel/kotlin", "/lib", "/proc", "/dev", "/etc")
    val opened = places.filter {
        try {
            File(it, "gavel-was-here").writeText("x")
            true
        } catch (refused: java.io.IOException) {
            false
        }
    }
    val removed = System.getProperty("java.class.path").split(':').filter { it.endsWith(".jar") && (File(it).delete() || File(it).setWritable(true)) }
    println(opened + removed)
    exitProcess(opened.size + removed.size)
}
