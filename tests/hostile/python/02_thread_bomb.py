# Starts threads until it can't, and then ends. Expected: ok | runtime_error | memory_limit.
import os
import threading
import time

started = 0
try:
    while started < 100_000:
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
        started += 1
except RuntimeError:
    pass
print("bounded" if started < 1_000 else "not bounded", flush=True)
os._exit(0 if started < 1_000 else 1)
