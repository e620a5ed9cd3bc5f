"""Evenings with gains between two bounds: count, seed, least, greatest."""
import json
import random
import sys

count, seed, least, greatest = map(int, sys.argv[1:])
chance = random.Random(seed)
print(json.dumps([[chance.randint(least, greatest) for _ in range(count)]]))
