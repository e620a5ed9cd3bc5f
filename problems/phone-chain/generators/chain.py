# Nearly `count` members: each of a chain calls the next one and one who calls nobody, in either order.
import json
import random
import sys

count, seed = map(int, sys.argv[1:])
source = random.Random(seed)
tree = [0]
caller, before = 0, -1
for made in range(1, count - 1, 2):
    tree += [None] * (caller - before)
    tree += [source.randint(900000000, 1000000000) for _ in range(2)]
    before, caller = caller, made + source.randrange(2)
print(json.dumps([tree]))
