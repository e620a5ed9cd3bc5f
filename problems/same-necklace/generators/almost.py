"""Necklaces of one small pattern again and again, with one other bead; one is the other after many turns."""
import json
import random
import sys

length, pattern, seed = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
rng = random.Random(f"{length} {pattern} {seed}")
beads = (pattern * length)[: length - 1] + "z"
turns = length // 2 + rng.randrange(length // 4)
shown = beads[length // 4 :] + beads[: length // 4]
print(json.dumps([shown, shown[turns:] + shown[:turns]]))
