"""Homes on the one half of the street and ploughs on the other: homes, ploughs, seed."""
import json
import random
import sys

homes, ploughs, seed = map(int, sys.argv[1:])
chance = random.Random(seed)
print(json.dumps([
    sorted(chance.randint(0, 1_000_000_000) for _ in range(homes)),
    sorted(chance.randint(-1_000_000_000, 0) for _ in range(ploughs)),
]))
