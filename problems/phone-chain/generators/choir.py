# `count` members, each called by someone at random among those who are at most 50 places before.
import json
import random
import sys

count, seed = map(int, sys.argv[1:])
source = random.Random(seed)
children = [[] for _ in range(count)]
for member in range(1, count):
    children[source.randint(max(0, member - 50), member - 1)].append(member)
tree, level = [0], [0]
for member in level:
    tree.append(None)
    for child in children[member]:
        tree.append(source.randint(0, 1000000000))
        level.append(child)
print(json.dumps([tree]))
