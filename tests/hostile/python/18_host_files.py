# Looks for files of the host and of Gavel's. Expected: ok.
import os

found = []
for path in (
    "/etc/passwd", "/etc/shadow", "/etc/hostname", "/root", "/home", "/var", "/run", "/tmp/..", "/boot", "/sys", "/opt",
    "/proc/1/environ", "/proc/kcore", "/proc/sys/kernel/core_pattern",
):
    try:
        listed = os.listdir(path) if os.path.isdir(path) else open(path, "rb").read(64)
        if listed and path != "/tmp/..":
            found.append((path, listed[:10]))
    except OSError:
        pass
print(found)
raise SystemExit(bool(found))
