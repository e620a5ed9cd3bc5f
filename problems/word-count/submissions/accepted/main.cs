using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

class Program {
    static void Main() {
        var counts = new Dictionary<string, int>();
        foreach (var word in Console.In.ReadToEnd().Split((char[])null, StringSplitOptions.RemoveEmptyEntries)) {
            int count;
            counts.TryGetValue(word, out count);
            counts[word] = count + 1;
        }
        var lines = new StringBuilder();
        foreach (var pair in counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal)) {
            lines.Append(pair.Key).Append(' ').Append(pair.Value).Append('\n');
        }
        Console.Write(lines);
    }
}
