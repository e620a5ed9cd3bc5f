import sys
from collections import deque


def useless(a, b, c):
    """Slopes fall from a to c: whether b is nowhere below both others."""
    return (c[1] - a[1]) * (a[0] - b[0]) <= (b[1] - a[1]) * (a[0] - c[0])


_, length, *numbers = map(int, sys.stdin.buffer.read().split())
inns = [*zip(numbers[::2], numbers[1::2]), (length, 0)]
lines = deque([(0, 0)])
best = 0
for x, fee in inns:
    while len(lines) >= 2 and lines[1][0] * x + lines[1][1] <= lines[0][0] * x + lines[0][1]:
        lines.popleft()
    slope, start = lines[0]
    best = slope * x + start + x * x + fee
    line = -2 * x, best + x * x
    while len(lines) >= 2 and useless(lines[-2], lines[-1], line):
        lines.pop()
    lines.append(line)
print(best)
