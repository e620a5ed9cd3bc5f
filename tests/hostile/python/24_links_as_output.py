# Leaves links, pipes and sockets where a collector might look. Expected: ok.
import os

os.symlink("/etc/shadow", "out")
os.symlink("/proc/self/root", "root")
os.mkfifo("main")
open("own", "w").close()
os.link("own", "copy")
