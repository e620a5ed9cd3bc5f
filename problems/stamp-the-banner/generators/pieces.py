"""A banner that is put together of stamps: letters, stamps, letters of a stamp, letters of the alphabet, seed."""
import json
import random
import sys

length, count, longest, alphabet, seed = map(int, sys.argv[1:])
chance = random.Random(seed)
letters = "abcdefghijklmnopqrstuvwxyz"[:alphabet]
stamps = ["".join(chance.choices(letters, k=chance.randint(2, longest))) for _ in range(count - alphabet)] + list(letters)
prices = [chance.randint(1, 100_000) for _ in stamps]
banner = ""
while len(banner) < length:
    banner += chance.choice(stamps)
print(json.dumps([banner[:length], stamps, prices]))
