# One arm of `count` places that goes left or right at random.
import json
import random
import sys

count, seed = map(int, sys.argv[1:])
source = random.Random(seed)
levels = [source.randint(-20000, 20000)]
# Each level is the pair of children of the one place above it; a missing place has no entries of its own.
for _ in range(count - 1):
    value = source.randint(-20000, 20000)
    levels += [value, None] if source.random() < 0.5 else [None, value]
print(json.dumps([levels]))
