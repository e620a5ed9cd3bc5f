// Prints without end. Expected: output_limit.
class Program {
    static void Main() {
        while (true) System.Console.Write(new string('x', 65536));
    }
}
