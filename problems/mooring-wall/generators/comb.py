"""Boats of 2 metres, of which every second leaves; then boats of 3 metres that fit only behind them: length, calls."""
import json
import sys

length, calls = map(int, sys.argv[1:])
boats = calls // 3
made = [["MooringWall", length]]
made += [["moor", 2] for _ in range(boats)]
made += [["leave", 4 * i] for i in range(boats // 2)]
while len(made) + 2 <= calls:
    made += [["moor", 3], ["longest"]]
print(json.dumps(made))
