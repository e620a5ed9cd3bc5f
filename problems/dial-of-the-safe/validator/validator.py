"""The input is `n` and the number at which the safe opens, or 0 in its place."""
import re
import sys

found = re.fullmatch(rb"([1-9][0-9]*) (0|[1-9][0-9]*)\n?", sys.stdin.buffer.read())
if not found:
    sys.exit("it is no line with two whole numbers")
n, secret = map(int, found.groups())
if n > 10**9 or secret > n:
    sys.exit(f"{n} is above 1,000,000,000, or {secret} is not on the dial")
