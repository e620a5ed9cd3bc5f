"""Random radii of every size: arguments are how many, how many digits behind the point, a seed."""
import random
import sys

count, digits, seed = map(int, sys.argv[1:])
choose = random.Random(seed)
print(count)
for _ in range(count):
    print(f"{10 ** choose.uniform(-digits, 6):.{digits}f}")
