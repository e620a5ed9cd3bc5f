# Replaces what its own interpreter is made of, for whoever comes next. Expected: ok.
import os
import sys

opened = []
for path in [os.__file__, sys.executable, *sys.path[1:]]:
    target = path if os.path.isfile(path) else os.path.join(path, "sitecustomize.py")
    try:
        open(target, "w").write("print('mine')")
        opened.append(target)
    except OSError:
        pass
for name in list(sys.modules):
    if name not in ("sys", "os", "builtins", "__main__"):
        sys.modules[name] = None
sys.stdout.write(f"{opened}\n")
sys.stdout.flush()
os._exit(bool(opened))
