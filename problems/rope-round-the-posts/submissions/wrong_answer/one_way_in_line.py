import sys
from math import dist


def turns_left(a, b, c):
    return (b[0] - a[0]) * (c[1] - b[1]) > (b[1] - a[1]) * (c[0] - b[0])


def side(posts):
    hull = []
    for post in posts:
        while len(hull) >= 2 and not turns_left(hull[-2], hull[-1], post):
            hull.pop()
        hull.append(post)
    return hull


numbers = list(map(int, sys.stdin.read().split()))
posts = sorted(zip(numbers[1::2], numbers[2::2]))
lower, upper = side(posts), side(posts[::-1])
rope = list(dict.fromkeys(lower + upper))
length = sum(map(dist, rope, rope[1:]))
if len(rope) > 2:
    length += dist(rope[-1], rope[0])
print(length)
