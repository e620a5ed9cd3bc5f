"""The input is the number of posts and a line with two coordinates for each."""
import re
import sys

POSTS_MAX = 100_000
FAR = 10_000_000
NUMBER = rb"(0|-?[1-9][0-9]*)"

first, *lines = sys.stdin.buffer.read().split(b"\n")
if not re.fullmatch(rb"[1-9][0-9]{0,5}", first) or int(first) > POSTS_MAX:
    sys.exit(f"the first line is no number from 1 to {POSTS_MAX}")
if lines and not lines[-1]:
    lines.pop()
if len(lines) != int(first):
    sys.exit(f"{len(lines)} lines follow the first, not {int(first)}")
for number, line in enumerate(lines, start=2):
    post = re.fullmatch(NUMBER + rb" " + NUMBER, line)
    if not post or max(abs(int(text)) for text in post.groups()) > FAR:
        sys.exit(f"line {number} is no post")
