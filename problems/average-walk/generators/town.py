"""A random town: houses, greatest coordinate, most people of a house, seed."""
import json
import random
import sys

count, furthest, most, seed = map(int, sys.argv[1:])
chance = random.Random(seed)
houses = [[round(chance.uniform(-furthest, furthest), 3) for _ in "xy"] for _ in range(count)]
print(json.dumps([houses, [chance.randint(0, most) for _ in houses]]))
