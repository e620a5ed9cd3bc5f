# A leader who calls nearly `count` / 2 members, of whom each calls one more.
import json
import random
import sys

count, seed = map(int, sys.argv[1:])
source = random.Random(seed)
called = (count - 1) // 2
tree = [0, None] + [source.randint(0, 1000000000) for _ in range(called)]
for _ in range(called):
    tree += [None, source.randint(0, 1000000000)]
print(json.dumps([tree]))
