"""That many convoys, each within the one before, so that all of them stand on the middle; in random order."""
import json
import random
import sys

count, seed = map(int, sys.argv[1:])
rng = random.Random(f"{count} {seed}")
convoys = [[i, 10**9 - i, 10**9 - rng.randint(0, 9)] for i in range(count)]
rng.shuffle(convoys)
print(json.dumps([convoys], separators=(",", ":")))
