"""A banner of one letter, and stamps of every length of it: letters, stamps, and whether another letter comes last."""
import json
import sys

length, count, other = map(int, sys.argv[1:])
stamps = ["a" * size for size in range(1, count + 1)]
prices = [99_000 + size * 7 % 1000 for size in range(1, count + 1)]
print(json.dumps(["a" * length + "b" * other, stamps, prices]))
