"""Random profits around that middle, and that many days to a stretch."""
import json
import random
import sys

count, days, middle, seed = map(int, sys.argv[1:])
rng = random.Random(f"{count} {days} {middle} {seed}")
profits = [middle + rng.randint(-999999, 999999) for _ in range(count)]
print(json.dumps([profits, days], separators=(",", ":")))
