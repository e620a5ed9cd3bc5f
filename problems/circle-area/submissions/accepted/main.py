import math
import sys

for word in sys.stdin.read().split()[1:]:
    radius = float(word)
    print(math.pi * radius**2, 2 * math.pi * radius)
