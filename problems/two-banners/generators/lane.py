# `count` farms along a lane: 1, `count`, `count` - 1, ..., 2.
import json
import sys

count = int(sys.argv[1])
lane = [1] + list(range(count, 1, -1))
neighbors = [[] for _ in range(count)]
for one, other in zip(lane, lane[1:]):
    neighbors[one - 1].append(other)
    neighbors[other - 1].append(one)
print(json.dumps([neighbors]))
