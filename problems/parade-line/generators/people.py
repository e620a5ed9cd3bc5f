"""Random calls: how many, how many of a hundred are `leave` at the end (the line is long in the middle), greatest height, seed."""
import json
import random
import sys

calls, leaving, height, seed = map(int, sys.argv[1:])
chance = random.Random(seed)
letters = "abcdeéñößłжя山川ねこ🎺🥁"
made = [["ParadeLine"]]
while len(made) < calls:
    due = leaving if len(made) > calls // 2 else 10
    kind = chance.randrange(100)
    if kind < due:
        made.append(["leave"])
    elif kind < due + (100 - due) // 2:
        made.append(["tallest"])
    else:
        made.append(["join", "".join(chance.choices(letters, k=chance.randint(1, 4))), chance.randint(1, height)])
print(json.dumps(made, ensure_ascii=False))
