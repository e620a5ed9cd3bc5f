# Two dear lines side by side, with a track across at each station.
import json
import random
import sys

stations, seed = map(int, sys.argv[1:])
source = random.Random(seed)
numbers = list(range(stations))
source.shuffle(numbers)
tracks = []
for i in range(0, stations - 1, 2):
    tracks.append([numbers[i], numbers[i + 1], source.randint(0, 1000000)])
    for side in range(i, min(i + 2, stations - 2)):
        tracks.append([numbers[side], numbers[side + 2], source.randint(999000000, 1000000000)])
source.shuffle(tracks)
print(json.dumps([stations, tracks, numbers[0], numbers[-1]]))
