"""Random noises: count, greatest time, greatest length of one, shortest gap, seed."""
import json
import random
import sys

count, latest, length, shortest, seed = map(int, sys.argv[1:])
chance = random.Random(seed)
starts = [chance.randint(0, latest - length) for _ in range(count)]
noises = [[start, start + chance.randint(1, length)] for start in starts]
print(json.dumps([noises, latest // 100, latest - latest // 100, shortest]))
