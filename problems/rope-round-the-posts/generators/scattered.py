"""Posts anywhere in a square: arguments are how many, the greatest coordinate, a seed."""
import random
import sys

count, greatest, seed = map(int, sys.argv[1:])
choose = random.Random(seed)
print(count)
for _ in range(count):
    print(choose.randint(-greatest, greatest), choose.randint(-greatest, greatest))
