OPPOSITE = {"N": "S", "S": "N", "E": "W", "W": "E"}

thread = []
for step in input().strip():
    if thread and thread[-1] == OPPOSITE[step]:
        thread.pop()
    else:
        thread.append(step)
print(len(thread))
print("".join(thread))
