# Forks without end. Expected: ok | runtime_error | time_limit | memory_limit.
import os

while True:
    try:
        os.fork()
    except OSError:
        pass
