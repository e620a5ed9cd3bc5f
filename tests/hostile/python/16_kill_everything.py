# Signals everything that it may, and lives on or not. Expected: ok | runtime_error.
import os
import signal

signal.signal(signal.SIGTERM, signal.SIG_IGN)
for pid in (-1, 1, os.getppid()):
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.kill(pid, number)
        except OSError:
            pass
