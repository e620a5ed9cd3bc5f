// Asks the compiler for files of the host. Expected: compile_error.
#line 1 "/etc/passwd"
#pragma checksum "/etc/shadow" "{406ea660-64cf-4c82-b6f0-42d48172a799}" "00"
#error version
[assembly: System.Reflection.AssemblyKeyFile("/etc/shadow")]
class Program {
    static void Main() { }
}
