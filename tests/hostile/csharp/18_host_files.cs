// Looks for files of the host and of Gavel's. Expected: ok.
using System;
using System.Collections.Generic;
using System.IO;

class Program {
    static int Main() {
        var found = new List<string>();
        foreach (var path in new[] {
            "/etc/passwd", "/etc/shadow", "/etc/hostname", "/root", "/home", "/var", "/run", "/boot", "/sys", "/opt", "/proc/1/environ", "/proc/kcore"
        }) {
            try {
                if (Directory.Exists(path) ? Directory.GetFileSystemEntries(path).Length > 0 : File.OpenRead(path).ReadByte() >= 0) found.Add(path);
            } catch (Exception) {
            }
        }
        Console.WriteLine(string.Join(" ", found));
        return found.Count;
    }
}
