"""Pairs of socks in random order; the last sock is alone."""
import json
import random
import string
import sys

count, seed = map(int, sys.argv[1:])
rng = random.Random(f"{count} {seed}")
socks = rng.choices(string.ascii_letters, k=count // 2) * 2
rng.shuffle(socks)
print(json.dumps([[*socks, "7"]], separators=(",", ":")))
