// Calls others, and opens doors for them. Expected: ok.
using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;

class Program {
    static int Main() {
        var opened = new List<string>();
        foreach (var family in new[] { AddressFamily.InterNetwork, AddressFamily.InterNetworkV6, AddressFamily.Unix }) {
            foreach (var kind in new[] { SocketType.Stream, SocketType.Dgram, SocketType.Raw }) {
                try {
                    new Socket(family, kind, ProtocolType.Unspecified);
                    opened.Add(family + " " + kind);
                } catch (Exception) {
                }
            }
        }
        try {
            new WebClient().DownloadString("http://169.254.169.254/");
            opened.Add("the internet");
        } catch (Exception) {
        }
        Console.WriteLine(string.Join(", ", opened));
        return opened.Count;
    }
}
