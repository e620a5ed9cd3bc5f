import sys
from collections import deque

rows, columns, *hall = sys.stdin.read().split()
rows, columns = int(rows), int(columns)
cells = [(r, c) for r in range(rows) for c in range(columns)]
fires = [(r, c) for r, c in cells if hall[r][c] == "S"]
start = next((r, c) for r, c in cells if hall[r][c] == "G")
reached = {start: 0}
queue = deque([start])
answer = "trapped"
while queue:
    r, c = queue.popleft()
    if hall[r][c] == "D":
        answer = reached[r, c]
        break
    minute = reached[r, c] + 1
    for cell in ((r + 1, c), (r - 1, c), (r, c + 1), (r, c - 1)):
        if not (0 <= cell[0] < rows and 0 <= cell[1] < columns) or hall[cell[0]][cell[1]] == "#" or cell in reached:
            continue
        if all(abs(cell[0] - f[0]) + abs(cell[1] - f[1]) > minute for f in fires):
            reached[cell] = minute
            queue.append(cell)
print(answer)
