# A loop without end, on every thread it gets. Expected: time_limit.
import os

for _ in range(3):
    os.fork()
while True:
    pass
