"""Short knocks with a gap of the same length between any two, out of order: count, distance, seed."""
import json
import random
import sys

count, distance, seed = map(int, sys.argv[1:])
noises = [[i * distance, i * distance + 1] for i in range(count)]
random.Random(seed).shuffle(noises)
print(json.dumps([noises, 0, count * distance, distance - 1]))
