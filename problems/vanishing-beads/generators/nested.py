# `count` beads: all vanish from the middle on, but the first and the last one.
import json
import random
import sys

count, seed = map(int, sys.argv[1:])
source = random.Random(seed)
half = [source.randint(1, 2147483647) for _ in range(count // 2 - 1)]
print(json.dumps([[7] + half + [-value for value in reversed(half)] + [8]]))
