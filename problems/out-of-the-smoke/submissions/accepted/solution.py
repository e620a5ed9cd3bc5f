import sys

NEVER = float("inf")


def spread(hall, columns, starts, until):
    """The minute in which each cell is reached; it is entered only before the minute in `until`."""
    reached = [NEVER] * len(hall)
    for cell in starts:
        reached[cell] = 0
    minute = 0
    while starts:
        minute += 1
        entered = []
        for cell in starts:
            for following in (cell - 1, cell + 1, cell - columns, cell + columns):
                if reached[following] == NEVER and minute < until[following] and hall[following] != "#":
                    reached[following] = minute
                    entered.append(following)
        starts = entered
    return reached


_, columns, *rows = sys.stdin.read().split()
columns = int(columns) + 2
wall = "#" * columns
hall = wall + "".join(f"#{row}#" for row in rows) + wall
smoke = spread(hall, columns, [cell for cell, kind in enumerate(hall) if kind == "S"], [NEVER] * len(hall))
guest = spread(hall, columns, [hall.index("G")], smoke)
best = min((guest[cell] for cell, kind in enumerate(hall) if kind == "D"), default=NEVER)
print("trapped" if best == NEVER else best)
