// Calls C's library for mounts, roots, namespaces and other processes. Expected: ok.
using System;
using System.Runtime.InteropServices;

class Program {
    [DllImport("libc")] static extern int mount(string source, string target, string type, ulong flags, IntPtr data);
    [DllImport("libc")] static extern int chroot(string path);
    [DllImport("libc")] static extern int unshare(int flags);
    [DllImport("libc")] static extern long ptrace(int request, int process, IntPtr address, IntPtr data);
    [DllImport("libc")] static extern int setuid(uint user);

    static int Main() {
        bool opened = mount("none", "/w", "tmpfs", 0, IntPtr.Zero) == 0 || chroot("/w") == 0 || unshare(0x10000000) == 0
            || ptrace(16, 1, IntPtr.Zero, IntPtr.Zero) == 0 || setuid(0) == 0;
        Console.WriteLine(opened);
        return opened ? 1 : 0;
    }
}
