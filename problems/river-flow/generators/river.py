# A tree of `count` places: each child is there with a chance of two thirds, and the last arm goes on while places are left.
import json
import random
import sys

count, seed = map(int, sys.argv[1:])
source = random.Random(seed)
levels = [20000]
made, waiting = 1, 1
while made < count:
    waiting -= 1
    children = [source.random() < 2 / 3 for _ in range(2)]
    if waiting == 0 and not any(children):
        children[source.randrange(2)] = True
    for there in children:
        there = there and made < count
        levels.append(source.randint(-20000, 20000) if there else None)
        made += there
        waiting += there
print(json.dumps([levels]))
