# Recursion without end. Expected: runtime_error | memory_limit.
def deeper(number) = deeper(number + 1) + 1

deeper(0)
