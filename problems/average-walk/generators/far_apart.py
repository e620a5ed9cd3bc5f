"""Two villages in opposite corners, each within a metre, all houses full: count, seed."""
import json
import random
import sys

count, seed = map(int, sys.argv[1:])
chance = random.Random(seed)
houses = []
for i in range(count):
    corner = 1_000_000 if i % 2 else -1_000_000
    houses.append([round(corner * (1 - chance.random() / 1_000_000), 4) for _ in "xy"])
print(json.dumps([houses, [10_000] * count]))
