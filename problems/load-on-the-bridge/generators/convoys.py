"""That many convoys anywhere on a bridge of that many spans."""
import json
import random
import sys

count, spans, seed = map(int, sys.argv[1:])
rng = random.Random(f"{count} {spans} {seed}")
convoys = []
for _ in range(count):
    first, last = sorted((rng.randint(0, spans), rng.randint(0, spans)))
    convoys.append([first, last, rng.randint(1, 10**6)])
print(json.dumps([convoys], separators=(",", ":")))
