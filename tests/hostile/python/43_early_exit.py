# Ends before its own hooks run, after claiming success. Expected: ok.
import atexit
import os

atexit.register(print, "never")
print("accepted", flush=True)
os._exit(0)
