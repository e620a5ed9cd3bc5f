"""Boats come and go at random: length, calls, greatest length of a boat, seed."""
import bisect
import json
import random
import sys

length, calls, longest, seed = map(int, sys.argv[1:])
chance = random.Random(seed)
free = [[0, length]]
boats = {}
made = [["MooringWall", length]]


def moor(boat):
    for i, (begin, size) in enumerate(free):
        if size >= boat:
            free[i:i + 1] = [[begin + boat, size - boat]] if size > boat else []
            boats[begin] = boat
            return


def leave(start):
    stretch = [start, boats.pop(start)]
    i = bisect.bisect(free, stretch)
    if i < len(free) and free[i][0] == sum(stretch):
        stretch[1] += free.pop(i)[1]
    if i > 0 and sum(free[i - 1]) == start:
        free[i - 1][1] += stretch[1]
    else:
        free.insert(i, stretch)


# The wall fills up first; then about as many leave as come.
while len(made) < calls:
    kind = chance.randrange(10)
    if kind == 0:
        made.append(["longest"])
    elif kind < 5 and boats and len(made) > calls // 4:
        start = chance.choice(list(boats)) if len(boats) < 50 else chance.randrange(length)
        made.append(["leave", start])
        if start in boats:
            leave(start)
    else:
        boat = chance.randint(1, longest)
        made.append(["moor", boat])
        moor(boat)
print(json.dumps(made))
