"""That many cards, of which exactly two add up to the target; they lie at the end, or anywhere."""
import json
import random
import sys

count, where, seed = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
rng = random.Random(f"{count} {where} {seed}")
# All values but one are even and the target is odd, so that one is in every pair that adds up.
odd = 2 * rng.randint(-4 * 10**8, 4 * 10**8) + 1
even = 2 * rng.randint(-4 * 10**8, 4 * 10**8)
cards = []
while len(cards) < count - 2:
    value = 2 * rng.randint(-5 * 10**8, 5 * 10**8)
    if value != even:
        cards.append(value)
for value in (odd, even):
    cards.insert(len(cards) if where == "end" else rng.randint(0, len(cards)), value)
print(json.dumps([cards, odd + even], separators=(",", ":")))
