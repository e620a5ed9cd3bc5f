# `count` things with urgencies from -`most` to `most`, and then all are taken.
import json
import random
import sys

count, most, seed = map(int, sys.argv[1:])
source = random.Random(seed)
calls = [["RepairDesk"]]
calls += [["bring", f"t{number}", source.randint(-most, most)] for number in range(count)]
calls += [["waiting"]] + [["take"]] * (count + 1) + [["waiting"]]
print(json.dumps(calls))
