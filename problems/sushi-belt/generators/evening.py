"""An evening at the belt: arguments are the plates, the events, the greatest turn, a seed. Half of the events are turns."""
import random
import sys

plates, events, turn, seed = map(int, sys.argv[1:])
choose = random.Random(seed)


def dish():
    return "".join(choose.choices("aeioumnrst", k=choose.randint(3, 6)))


print(plates, events)
print(*(dish() for _ in range(plates)))
print("look")
for _ in range(events - 1):
    event = choose.choice(("turn", "turn", "swap", "look"))
    if event == "turn":
        print(event, choose.randint(-turn, turn))
    elif event == "swap":
        print(event, dish())
    else:
        print(event)
