# `count` calls at random, at first more of things that are brought, at the end more of things that are taken.
import json
import random
import sys

count, seed = map(int, sys.argv[1:])
source = random.Random(seed)
calls = [["RepairDesk"]]
for i in range(count):
    chance = source.random()
    if chance < 0.1:
        calls.append(["waiting"])
    elif chance < 0.9 - 0.7 * i / count:
        calls.append(["bring", f"thing {i}", source.randint(-100, 100)])
    else:
        calls.append(["take"])
print(json.dumps(calls))
