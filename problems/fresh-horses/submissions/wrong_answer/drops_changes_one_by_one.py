import sys

_, length, *numbers = map(int, sys.stdin.buffer.read().split())
changes = [(0, 0)]
for inn in [*zip(numbers[::2], numbers[1::2]), (length, 0)]:
    # A change is dropped if the journey to this inn becomes no dearer.
    while len(changes) >= 2:
        (before, _), (last, fee) = changes[-2:]
        if (last - before) ** 2 + fee + (inn[0] - last) ** 2 < (inn[0] - before) ** 2:
            break
        changes.pop()
    changes.append(inn)
print(sum((b - a) ** 2 + fee for (a, _), (b, fee) in zip(changes, changes[1:])))
