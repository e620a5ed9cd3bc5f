# A list of `count` animals, and `turns`.
import json
import random
import sys

count, turns, seed = map(int, sys.argv[1:])
source = random.Random(seed)
print(json.dumps([[source.randint(-2147483648, 2147483647) for _ in range(count)], turns]))
