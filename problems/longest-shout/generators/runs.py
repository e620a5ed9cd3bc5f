"""A message of shouts and gaps that are at most so long."""
import json
import random
import sys

length, longest, seed = map(int, sys.argv[1:])
rng = random.Random(f"{length} {longest} {seed}")
message = ""
while len(message) < length:
    letter = rng.choice("abcdefghijklmnopqrstuvwxyz ")
    message += "".join(rng.choices(letter + letter.upper(), k=rng.randint(1, longest)))
print(json.dumps([message[:length]]))
