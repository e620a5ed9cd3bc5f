# `tracks` between stations at random; all can be reached.
import json
import random
import sys

stations, count, seed = map(int, sys.argv[1:])
source = random.Random(seed)
tracks = [[source.randrange(station), station, source.randint(0, 1000000000)] for station in range(1, stations)]
while len(tracks) < count:
    tracks.append([source.randrange(stations), source.randrange(stations), source.randint(0, 1000000000)])
source.shuffle(tracks)
print(json.dumps([stations, tracks, 0, stations - 1]))
