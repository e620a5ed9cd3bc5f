# Asks the kernel by number for mounts, roots, namespaces and other processes. Expected: ok.
opened = { mount: [165, "none", "/w", "tmpfs", 0, 0], chroot: [161, "/w"], unshare: [272, 0x10000000], ptrace: [101, 0, 1, 0, 0], setuid: [105, 0] }.select do |_, call|
  syscall(*call) >= 0
rescue SystemCallError
  false
end
p opened
exit opened.empty?
