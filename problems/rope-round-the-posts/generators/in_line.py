"""Posts in one line that is not parallel to an axis, some of them at the same place: arguments are how many and a seed."""
import random
import sys

count, seed = map(int, sys.argv[1:])
choose = random.Random(seed)
print(count)
for _ in range(count):
    step = choose.randint(-40000, 40000)
    print(237 * step + 11, -149 * step - 5)
