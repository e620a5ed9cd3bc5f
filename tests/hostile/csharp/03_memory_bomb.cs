// Takes memory without end. Expected: memory_limit.
using System.Collections.Generic;
using System.Linq;

class Program {
    static void Main() {
        var kept = new List<byte[]>();
        while (true) kept.Add(Enumerable.Repeat((byte)1, 1 << 20).ToArray());
    }
}
