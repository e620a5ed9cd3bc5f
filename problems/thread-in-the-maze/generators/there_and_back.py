"""A walk along a random thread and back along it but for some pieces: arguments are the steps there, the pieces left, a seed."""
import random
import sys

steps, left, seed = map(int, sys.argv[1:])
choose = random.Random(seed)
there = ["N"]
while len(there) < steps:
    # Long straights, and never straight back.
    there.append(there[-1] if choose.random() < 0.9 else choose.choice({"N": "NEW", "S": "SEW", "E": "NES", "W": "NSW"}[there[-1]]))
walk = "".join(there)
print(walk + walk[left:][::-1].translate(str.maketrans("NESW", "SWNE")))
