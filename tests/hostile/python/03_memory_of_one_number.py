# A number of some gigabytes. Expected: memory_limit.
print((1 << (1 << 36)) & 1)
