"""A random piece again and again: after so many turns as it is long the necklace is as before."""
import json
import random
import sys

length, piece, seed = map(int, sys.argv[1:])
rng = random.Random(f"{length} {piece} {seed}")
beads = "".join(rng.choices("abc", k=piece)) * (length // piece)
turns = rng.randrange(length)
print(json.dumps([beads, beads[turns:] + beads[:turns]]))
