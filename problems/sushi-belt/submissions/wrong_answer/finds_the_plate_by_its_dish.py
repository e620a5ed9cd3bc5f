import sys

lines = sys.stdin.read().splitlines()
plates = lines[1].split()
here = plates[0]
for line in lines[2:]:
    event, *argument = line.split()
    if event == "turn":
        at = plates.index(here) + int(argument[0])
        here = plates[at % len(plates)]
        continue
    print(here)
    if event == "swap":
        plates[plates.index(here)] = argument[0]
        here = argument[0]
