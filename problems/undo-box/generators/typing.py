"""Somebody types, deletes all, and takes it back, again and again: calls, letters of the first text, seed."""
import json
import random
import sys

calls, first, seed = map(int, sys.argv[1:])
chance = random.Random(seed)
letters = "abcdefghijklmnopqrstuvwxyz "


def text(length):
    return "".join(chance.choices(letters, k=length))


made = [["UndoBox", text(first)]]
while len(made) < calls:
    kind = chance.randrange(1000)
    if kind < 3:
        made += [["drop", 200_000], ["undo"]]
    elif kind < 4:
        made.append(["read"])
    elif kind < 700:
        made.append(["write", text(chance.randint(0, 9))])
    elif kind < 850:
        made.append(["drop", chance.randint(0, 12)])
    else:
        made.append(["undo"])
made = made[:calls - 1] + [["read"]]
print(json.dumps(made))
