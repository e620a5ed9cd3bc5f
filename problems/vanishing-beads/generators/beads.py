# `count` beads with values from -`most` to `most`.
import json
import random
import sys

count, most, seed = map(int, sys.argv[1:])
source = random.Random(seed)
print(json.dumps([[source.randint(-most, most) for _ in range(count)]]))
