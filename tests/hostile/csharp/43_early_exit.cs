// Ends before its main begins, with an end that follows. Expected: ok.
using System;

class Program {
    static Program() {
        AppDomain.CurrentDomain.ProcessExit += (sender, arguments) => Console.WriteLine("the end");
        Console.WriteLine("accepted");
        Environment.Exit(0);
    }

    static void Main() {
        while (true) { }
    }
}
