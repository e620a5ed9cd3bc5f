# `count` heights that fall from 1,000,000,000 to -1,000,000,000 in equal steps.
import json
import sys

count = int(sys.argv[1])
print(json.dumps([[1000000000 - 2000000000 * i // (count - 1) for i in range(count)]]))
