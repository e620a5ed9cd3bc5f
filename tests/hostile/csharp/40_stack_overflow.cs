// Recursion without end. Expected: runtime_error | memory_limit | time_limit.
class Program {
    static int Deeper(int number) => Deeper(number + 1) + 1;

    static void Main() => Deeper(0);
}
