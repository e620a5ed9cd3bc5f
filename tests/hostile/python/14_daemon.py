# Leaves a daemon behind that goes on writing. Expected: ok.
import os
import time

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        while True:
            try:
                with open("left", "a") as file:
                    file.write("still here\n")
            except OSError:
                pass
            time.sleep(0.001)
    os._exit(0)
os.wait()
