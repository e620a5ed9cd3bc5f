# Prints what is no text. Expected: ok.
import os

os.write(1, b"\xff\xfe\x00\xc3\x28" * 64 + b"\n" * 1000 + b"\x1b[2J\x00")
