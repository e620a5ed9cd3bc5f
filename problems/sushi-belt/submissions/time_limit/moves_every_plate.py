import sys

lines = sys.stdin.read().splitlines()
plates = lines[1].split()
for line in lines[2:]:
    event, *argument = line.split()
    if event == "turn":
        k = int(argument[0]) % len(plates)
        plates = plates[k:] + plates[:k]
        continue
    print(plates[0])
    if event == "swap":
        plates[0] = argument[0]
