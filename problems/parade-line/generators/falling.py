"""A long line in which each is smaller than the one before. Then the tallest is asked for, and one of every few calls is `leave`: calls, how few."""
import json
import sys

calls, few = map(int, sys.argv[1:])
people = calls // 2
made = [["ParadeLine"]]
made += [["join", f"n{i}", 1_000_000_000 - i] for i in range(people)]
made += [["leave" if i % few == 0 else "tallest"] for i in range(calls - len(made))]
print(json.dumps(made))
