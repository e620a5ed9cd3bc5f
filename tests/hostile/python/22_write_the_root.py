# Writes where it must not. Expected: ok.
import os

opened = []
for place in ("/", "/usr", "/usr/bin", "/usr/lib", "/lib", "/proc", "/proc/sys/kernel", "/dev", "/etc"):
    try:
        with open(os.path.join(place, "gavel-was-here"), "w") as file:
            file.write("x")
        opened.append(place)
    except OSError:
        pass
for place in ("/usr/bin/python3", os.__file__, "/lib", "/w"):
    for change in (os.unlink, lambda path: os.chmod(path, 0o777), lambda path: os.rename(path, path + "2")):
        try:
            change(place)
            opened.append(place)
        except OSError:
            pass
print(opened)
raise SystemExit(bool(opened))
