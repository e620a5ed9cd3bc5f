"""A street of that many stalls with that many dishes, and at most so many on a tour."""
import json
import random
import sys

count, dishes, most, seed = map(int, sys.argv[1:])
rng = random.Random(f"{count} {dishes} {most} {seed}")
names = [f"dish {number}" for number in rng.sample(range(10**6), dishes)]
print(json.dumps([rng.choices(names, k=count), most], separators=(",", ":")))
