# Recursion without end, with the interpreter's own guard taken away. Expected: runtime_error | memory_limit.
import sys
import threading

sys.setrecursionlimit(1 << 30)


def deeper(number):
    return deeper(number + 1) + 1


deeper(0)
