"""A road with inns at random places: arguments are the inns, the length, the least and the greatest fee, a seed."""
import random
import sys

inns, length, least, greatest, seed = map(int, sys.argv[1:])
choose = random.Random(seed)
print(inns, length)
for place in sorted(choose.sample(range(1, length), inns)):
    print(place, choose.randint(least, greatest))
