"""Random plates on that many places, and that many steps."""
import json
import random
import sys

places, steps, seed = map(int, sys.argv[1:])
rng = random.Random(f"{places} {steps} {seed}")
print(json.dumps([[rng.randint(-10**6, 10**6) for _ in range(places)], steps]))
