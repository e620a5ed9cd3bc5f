import sys
from collections import deque

rows, columns, *hall = sys.stdin.read().split()
rows, columns = int(rows), int(columns)


def minutes(kind):
    queue = deque((r, c) for r in range(rows) for c in range(columns) if hall[r][c] == kind)
    reached = {cell: 0 for cell in queue}
    while queue:
        r, c = queue.popleft()
        for cell in ((r + 1, c), (r - 1, c), (r, c + 1), (r, c - 1)):
            inside = 0 <= cell[0] < rows and 0 <= cell[1] < columns
            if inside and hall[cell[0]][cell[1]] != "#" and cell not in reached:
                reached[cell] = reached[r, c] + 1
                queue.append(cell)
    return reached


smoke, guest = minutes("S"), minutes("G")
ways = [guest[r, c] for r, c in guest if hall[r][c] == "D" and guest[r, c] <= smoke.get((r, c), 10**9)]
print(min(ways, default="trapped"))
