# One trail of `count` places whose values rise from -10,000 to 10,000 and fall again, and `least`.
import json
import sys

count, least = map(int, sys.argv[1:])
levels = []
for i in range(count):
    levels += [10000 - abs(2 * i - count) * 20000 // count, None]
print(json.dumps([levels, least]))
