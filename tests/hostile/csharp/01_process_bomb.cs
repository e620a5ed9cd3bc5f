// Starts programs without end. Expected: ok | runtime_error | time_limit | memory_limit.
using System.Diagnostics;

class Program {
    static void Main() {
        while (true) {
            try {
                Process.Start(new ProcessStartInfo("/usr/bin/mono", "main.exe") { UseShellExecute = false });
            } catch (System.Exception) {
            }
        }
    }
}
