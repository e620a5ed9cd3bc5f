// Writes where it must not, its own runtime among it. Expected: ok.
using System;
using System.Collections.Generic;
using System.IO;

class Program {
    static int Main() {
        var opened = new List<string>();
        foreach (var place in new[] { "/", "/usr", "/usr/bin", "/usr/lib/mono/4.5", "/etc/mono", "/lib", "/proc", "/dev", "/etc" }) {
            try {
                File.WriteAllText(place + "/gavel-was-here", "x");
                opened.Add(place);
            } catch (Exception) {
            }
        }
        foreach (var file in new[] { typeof(object).Assembly.Location, "/usr/bin/mono", "/etc/mono/config" }) {
            try {
                File.Delete(file);
                opened.Add(file);
            } catch (Exception) {
            }
        }
        Console.WriteLine(string.Join(" ", opened));
        return opened.Count;
    }
}
