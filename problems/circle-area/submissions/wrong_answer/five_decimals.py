import math

for _ in range(int(input())):
    radius = float(input())
    print(f"{math.pi * radius**2:.5f} {2 * math.pi * radius:.5f}")
