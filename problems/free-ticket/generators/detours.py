# A line of `count` stations with a track from each to a hub, such that each is a little cheaper for the trip than the one before; the goal is two dear
# tracks behind the hub.
import json
import sys

count = int(sys.argv[1])
hub, behind, goal = count, count + 1, count + 2
tracks = [[i, i + 1, 1] for i in range(count - 1)]
tracks += [[i, hub, 3 * (count - i)] for i in range(count)]
tracks += [[hub, behind, 1000000000], [behind, goal, 999999999]]
print(json.dumps([count + 3, tracks, 0, goal]))
