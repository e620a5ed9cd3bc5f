"""A random walk: arguments are the number of steps and a seed."""
import random
import sys

steps, seed = map(int, sys.argv[1:])
print("".join(random.Random(seed).choices("NESW", k=steps)))
