# Takes memory without end. Expected: memory_limit.
kept = []
while True:
    kept.append(bytearray(b"x") * (8 << 20))
