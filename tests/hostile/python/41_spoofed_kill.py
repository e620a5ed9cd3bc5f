# Kills itself as the memory killer would. Expected: runtime_error.
import os

os.kill(os.getpid(), 9)
