import sys

lines = sys.stdin.read().splitlines()
plates = lines[1].split()
at = 0
for line in lines[2:]:
    event, *argument = line.split()
    if event == "turn":
        at = (at + int(argument[0])) % len(plates)
        continue
    print(plates[at])
    if event == "swap":
        plates[at] = argument[0]
