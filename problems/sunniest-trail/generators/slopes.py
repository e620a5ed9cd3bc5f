# A tree of `count` places in which each has two children while places are left, and `least`.
import json
import random
import sys

count, least, seed = map(int, sys.argv[1:])
source = random.Random(seed)
print(json.dumps([[source.randint(-10000, 10000) for _ in range(count)], least]))
