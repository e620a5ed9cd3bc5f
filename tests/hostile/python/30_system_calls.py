# Tries what must be denied, by number. Expected: ok.
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
CALLS = {
    "mount": (165, b"none", b"/w", b"tmpfs", 0, 0), "umount": (166, b"/w", 2), "pivot_root": (155, b"/w", b"/w"),
    "chroot": (161, b"/w"), "unshare": (272, 0x10000000), "setns": (308, 0, 0), "ptrace": (101, 16, 1, 0, 0),
    "process_vm_readv": (310, 1, 0, 0, 0, 0, 0), "keyctl": (250, 0, -3, 1), "add_key": (248, b"user", b"k", b"v", 1, -3),
    "bpf": (321, 5, 0, 0), "perf_event_open": (298, 0, 0, -1, -1, 0), "userfaultfd": (323, 0), "io_uring_setup": (425, 8, 0),
    "init_module": (175, 0, 0, b""), "reboot": (169, 0xFEE1DEAD, 672274793, 0, 0), "swapon": (167, b"/w/x", 0),
    "settimeofday": (164, 0, 0), "personality": (135, 0x0040000), "iopl": (172, 3), "syslog": (103, 3, 0, 0),
    "open_by_handle_at": (304, 0, 0, 0), "memfd_secret": (447, 0), "pidfd_getfd": (438, 0, 0, 0), "clone3": (435, 0, 0),
    "mq_open": (240, b"q", 0o102, 0o600, 0), "shmget": (29, 0, 4096, 0o1600), "semget": (64, 0, 1, 0o1600), "msgget": (68, 0, 0o1600),
    "fanotify_init": (300, 0, 0), "sethostname": (170, b"x", 1), "acct": (163, 0), "quotactl": (179, 0, 0, 0, 0),
    "kexec_load": (246, 0, 0, 0, 0),
}
opened = [name for name, (number, *arguments) in CALLS.items() if libc.syscall(number, *arguments) >= 0]
for flags in (0x10000000, 0x20000000, 0x40000000, 0x08000000, 0x04000000, 0x02000000, 0x00020000):
    pid = libc.syscall(56, flags | 17, 0, 0, 0, 0)
    if pid == 0:
        os._exit(0)
    if pid > 0:
        opened.append(f"clone {flags:#x}")
print(opened)
raise SystemExit(bool(opened))
