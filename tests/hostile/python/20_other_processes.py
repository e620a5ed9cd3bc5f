# Reads what /proc tells of others. Expected: ok.
import os

mine = {str(os.getpid()), "self", "thread-self"}
others = [name for name in os.listdir("/proc") if name.isdigit() and name not in mine]
opened = []
for pid in ["1", str(os.getppid()), *others]:
    for what in ("mem", "environ", "root", "fd", "maps", "cwd"):
        path = f"/proc/{pid}/{what}"
        try:
            os.listdir(path) if what in ("root", "fd", "cwd") else open(path, "rb").read(1)
            opened.append(path)
        except OSError:
            pass
print(opened)
raise SystemExit(bool(opened))
