"""Words of at most that many letters: few drawers with many words."""
import json
import random
import sys

count, longest, seed = map(int, sys.argv[1:])
rng = random.Random(f"{count} {longest} {seed}")
words = []
for _ in range(count):
    letters = rng.sample("abcdefghijklmnopqrstuvwxyz", rng.randint(1, longest))
    words.append("".join(rng.choices(letters, k=rng.randint(1, longest))))
print(json.dumps([words], separators=(",", ":")))
