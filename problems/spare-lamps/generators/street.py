"""Lamps at random places: count, length of the street, greatest length of a lit part, seed."""
import json
import random
import sys

count, street, length, seed = map(int, sys.argv[1:])
chance = random.Random(seed)
starts = [chance.randint(0, street - length) for _ in range(count)]
ends = [start + chance.randint(1, length) for start in starts]
print(json.dumps([starts, ends]))
