"""The input is one line with the steps of the walk."""
import re
import sys

if not re.fullmatch(rb"[NESW]{1,500000}\n?", sys.stdin.buffer.read()):
    sys.exit("it is no line of 1 to 500,000 letters N, E, S and W")
