"""Pairs of socks in random order, and that many left over."""
import json
import random
import string
import sys

count, lone, seed = map(int, sys.argv[1:])
rng = random.Random(f"{count} {lone} {seed}")
kinds = string.ascii_letters + string.digits
socks = rng.choices(kinds, k=(count - lone) // 2) * 2 + rng.sample(kinds, lone)
rng.shuffle(socks)
print(json.dumps([socks], separators=(",", ":")))
