"""Posts of which every one touches the rope, in any order: arguments are how many and a seed."""
import random
import sys
from math import atan2, gcd

count, seed = map(int, sys.argv[1:])
choose = random.Random(seed)
# Sides of different directions, the shortest ones; in the order of their directions they make a convex shape.
reach = 1
while True:
    sides = [(x, y) for x in range(1, reach) for y in range(reach) if gcd(x, y) == 1 and x * x + y * y < reach * reach]
    if 4 * len(sides) >= count:
        break
    reach *= 2
sides = sorted(sides, key=lambda side: side[0] ** 2 + side[1] ** 2)[: count // 4]
sides += [(-y, x) for x, y in sides]
sides += [(-x, -y) for x, y in sides]
sides.sort(key=lambda side: atan2(side[1], side[0]))
posts = []
at_x, at_y = 0, -3000000
for x, y in sides:
    posts.append((at_x, at_y))
    at_x, at_y = at_x + x, at_y + y
choose.shuffle(posts)
print(len(posts))
for x, y in posts:
    print(x, y)
