# Fills the work directory. Expected: ok | memory_limit | runtime_error.
block = b"x" * (1 << 20)
written = 0
try:
    for number in range(10_000):
        with open(f"f{number}", "wb") as file:
            for _ in range(16):
                written += file.write(block)
except OSError:
    pass
raise SystemExit(written > 1 << 30)
