# A tree of `count` nodes: each child is there with a chance of two thirds, and the last branch goes on while nodes are left.
import json
import random
import sys

count, seed = map(int, sys.argv[1:])
source = random.Random(seed)
levels = [2147483647]
made, waiting = 1, 1
while made < count:
    waiting -= 1
    children = [source.random() < 2 / 3 for _ in range(2)]
    if waiting == 0 and not any(children):
        children[source.randrange(2)] = True
    for there in children:
        there = there and made < count
        levels.append(source.randint(-2147483648, 2147483647) if there else None)
        made += there
        waiting += there
print(json.dumps([levels]))
