# `count` farms with `fences` between two halves of them, and with `odd` more between two farms of one half.
import json
import random
import sys

count, fences, odd, seed = map(int, sys.argv[1:])
source = random.Random(seed)
numbers = list(range(1, count + 1))
source.shuffle(numbers)
halves = [0, 1] + [source.randrange(2) for _ in range(count - 2)]
made = set()
neighbors = [[] for _ in range(count)]


def join(one, other):
    pair = min(one, other), max(one, other)
    if one == other or pair in made:
        return
    made.add(pair)
    neighbors[numbers[one] - 1].append(numbers[other])
    neighbors[numbers[other] - 1].append(numbers[one])


def any_farm(half):
    while True:
        farm = source.randrange(count)
        if halves[farm] == half:
            return farm


# Each farm behind the first two has a fence with one before it, so that all can be reached.
join(0, 1)
last = [0, 1]
for farm in range(2, count):
    join(farm, last[1 - halves[farm]])
    if source.random() < 0.5:
        last[halves[farm]] = farm
while len(made) < fences:
    farm = source.randrange(count)
    join(farm, any_farm(1 - halves[farm]))
while len(made) < fences + odd:
    farm = source.randrange(count)
    join(farm, any_farm(halves[farm]))
print(json.dumps([neighbors]))
