import sys
from math import dist


def side(posts):
    """The length of one side of the hull, from the first post to the last."""
    hull = []
    for post in posts:
        x, y = post
        while len(hull) >= 2:
            (ax, ay), (bx, by) = hull[-2:]
            if (bx - ax) * (y - by) > (by - ay) * (x - bx):
                break
            hull.pop()
        hull.append(post)
    return sum(map(dist, hull, hull[1:]))


numbers = list(map(int, sys.stdin.buffer.read().split()))
posts = sorted(zip(numbers[1::2], numbers[2::2]))
print(side(posts) + side(posts[::-1]))
