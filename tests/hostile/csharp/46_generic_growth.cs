// Types that grow with each other, for whoever makes code of them. Expected: compile_error | ok | runtime_error | time_limit | memory_limit.
class Grow<A, B, C, D> {
    public static int Deeper(int left) => left == 0 ? 0 : Grow<Grow<A, B, C, D>, Grow<B, C, D, A>, Grow<C, D, A, B>, Grow<D, A, B, C>>.Deeper(left - 1) + 1;
}

class Program {
    static void Main() => System.Console.WriteLine(Grow<int, long, char, byte>.Deeper(1000));
}
