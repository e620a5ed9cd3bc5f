# Looks for tests, answers and what others sent, everywhere. Expected: ok.
import os

seen = []
for directory, _, names in os.walk("/"):
    if directory.startswith(("/proc", "/dev", "/usr", "/lib", "/etc/alternatives")):
        continue
    seen += [os.path.join(directory, name) for name in names]
known = ("/w/main.py", "/lib", "/lib64", "/etc/ld.so.cache")
seen = [path for path in seen if path not in known]
print(seen[:10])
raise SystemExit(bool(seen))
