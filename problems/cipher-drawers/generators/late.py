"""Words of 30 letters, nearly all of different drawers, that differ only in how their last letters repeat earlier ones."""
import json
import random
import sys

count, seed = map(int, sys.argv[1:])
rng = random.Random(f"{count} {seed}")
words = []
for _ in range(count):
    letters = rng.sample("abcdefghijklmnopqrstuvwxyz", 20)
    words.append("".join(letters + rng.choices(letters, k=10)))
print(json.dumps([words], separators=(",", ":")))
