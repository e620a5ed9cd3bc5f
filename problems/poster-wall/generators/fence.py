"""A fence of that many boards: random, rising, in waves that rise, or nearly equal; and the least width."""
import json
import random
import sys

count, kind, least, seed = int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
rng = random.Random(f"{count} {kind} {least} {seed}")
height = {
    "random": lambda i: rng.randint(0, 10**9),
    "rising": lambda i: 4000 * i + rng.randint(1, 4000),
    "waves": lambda i: 1000 * abs(i % 2000 - 1000) + i,
    "equal": lambda i: 10**9 - (i == count // 2),
}[kind]
print(json.dumps([[height(i) for i in range(count)], least], separators=(",", ":")))
