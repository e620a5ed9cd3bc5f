"""One corridor that winds through the whole hall, with smoke at its beginning and a door at its end: arguments are the rows,
the columns and how many cells the guest is ahead of the smoke."""
import sys

rows, columns, ahead = map(int, sys.argv[1:])
hall = [["." if row % 2 == 0 else "#"] * columns for row in range(rows)]
for row in range(1, rows - 1, 2):
    hall[row][-1 if row % 4 == 1 else 0] = "."
last = (rows - 1) // 2
hall[2 * last][-1 if last % 2 == 0 else 0] = "D"
hall[0][0] = "S"
hall[0][ahead] = "G"
print(rows, columns)
for row in hall:
    print("".join(row))
