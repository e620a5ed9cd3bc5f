import sys

for word in sys.stdin.read().split()[1:]:
    radius = float(word)
    print(3.14 * radius**2, 2 * 3.14 * radius)
