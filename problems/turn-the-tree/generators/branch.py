# One branch of `count` nodes that goes left or right at random.
import json
import random
import sys

count, seed = map(int, sys.argv[1:])
source = random.Random(seed)
levels = [source.randint(-2147483648, 2147483647)]
# Each level is the pair of children of the one node above it; a missing node has no entries of its own.
for _ in range(count - 1):
    value = source.randint(-2147483648, 2147483647)
    levels += [value, None] if source.random() < 0.5 else [None, value]
print(json.dumps([levels]))
