"""A message of one letter alone, small and capital at random."""
import json
import random
import sys

length, seed = map(int, sys.argv[1:])
rng = random.Random(f"{length} {seed}")
print(json.dumps(["".join(rng.choices("aA", k=length))]))
