"""A hall with walls here and there: arguments are the rows, the columns, how many of 100 cells are walls, how many cells have smoke, a seed.
The guest is in the middle, and doors are at the upper and the lower edge."""
import random
import sys

rows, columns, walls, smoke, seed = map(int, sys.argv[1:])
choose = random.Random(seed)
hall = [["#" if choose.randrange(100) < walls else "." for _ in range(columns)] for _ in range(rows)]
for row in (0, rows - 1):
    for _ in range(5):
        hall[row][choose.randrange(columns)] = "D"
for _ in range(smoke):
    hall[choose.randrange(rows)][choose.randrange(columns)] = "S"
hall[rows // 2][columns // 2] = "G"
print(rows, columns)
for row in hall:
    print("".join(row))
