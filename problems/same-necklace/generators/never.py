"""Two necklaces that are the same but for the last bead."""
import json
import sys

beads = "a" * (int(sys.argv[1]) - 1)
print(json.dumps([beads + "b", beads + "c"]))
