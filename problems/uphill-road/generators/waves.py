# `count` heights in waves of `length` points, each wave a little higher than the one before.
import json
import random
import sys

count, length, seed = map(int, sys.argv[1:])
source = random.Random(seed)
heights = []
for i in range(count):
    wave, place = divmod(i, length)
    heights.append(wave * 1000000 + abs(2 * place - length) * 100000 + source.randint(-50000, 50000))
print(json.dumps([heights]))
