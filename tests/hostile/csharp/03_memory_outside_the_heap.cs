// Takes memory that the collector does not see. Expected: memory_limit.
using System.Runtime.InteropServices;

class Program {
    static void Main() {
        while (true) {
            var block = Marshal.AllocHGlobal(1 << 20);
            for (int i = 0; i < 1 << 20; i += 4096) Marshal.WriteByte(block, i, 1);
        }
    }
}
