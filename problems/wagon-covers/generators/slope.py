"""Crates of weight 1 whose heights rise or fall by a step: count, step, limit. A falling slope keeps the queue long."""
import json
import sys

count, step, limit = map(int, sys.argv[1:])
first = 1 if step > 0 else 1_000_000_000
heights = [first + step * i * 9_000 for i in range(count)]
print(json.dumps([[1] * count, heights, limit]))
