"""Lamps that lie within each other, with the outermost the only one that is needed, out of order: count, seed."""
import json
import random
import sys

count, seed = map(int, sys.argv[1:])
lamps = [(i * 9_000, 1_000_000_000 - i * 9_000) for i in range(count)]
random.Random(seed).shuffle(lamps)
print(json.dumps([[start for start, _ in lamps], [end for _, end in lamps]]))
