"""Crates with random weights and heights: count, least and greatest weight, greatest height, limit, seed."""
import json
import random
import sys

count, least, greatest, tallest, limit, seed = map(int, sys.argv[1:])
chance = random.Random(seed)
weights = [chance.randint(least, greatest) for _ in range(count)]
heights = [chance.randint(1, tallest) for _ in range(count)]
print(json.dumps([weights, heights, limit]))
