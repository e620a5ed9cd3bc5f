// Starts threads without end. Expected: ok | runtime_error | time_limit | memory_limit.
using System.Threading;

class Program {
    static void Main() {
        while (true) new Thread(() => Thread.Sleep(Timeout.Infinite)).Start();
    }
}
