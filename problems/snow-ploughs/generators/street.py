"""Homes and ploughs at random places: homes, ploughs, seed."""
import json
import random
import sys

homes, ploughs, seed = map(int, sys.argv[1:])
chance = random.Random(seed)
print(json.dumps([sorted(chance.randint(-1_000_000_000, 1_000_000_000) for _ in range(count)) for count in (homes, ploughs)]))
