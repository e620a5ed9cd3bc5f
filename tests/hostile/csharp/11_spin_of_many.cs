// Loops without end on many threads. Expected: time_limit.
class Program {
    static void Main() {
        for (int i = 0; i < 8; i++) new System.Threading.Thread(() => { while (true) { } }).Start();
    }
}
