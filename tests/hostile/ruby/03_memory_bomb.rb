# Takes memory without end. Expected: memory_limit.
kept = []
loop { kept << "x" * (8 << 20) }
