"""Answers tries at the dial. The test's input has `n` and the number at which the safe opens; with 0 in the place of the number each
answer is the one that leaves the most numbers possible. Exits with 0 when the safe was opened, 1 when it was not, 3 when this is at fault."""
import os
import sys
import traceback

TRIES_MAX = 30
LINE_BYTES_MAX = 100


class Refused(Exception):
    """The program broke the rules."""


def say(text):
    try:
        os.write(1, f"{text}\n".encode())
    except BrokenPipeError:
        # A program that no longer reads may still have written what counts.
        pass


def listen():
    line = sys.stdin.buffer.readline(LINE_BYTES_MAX + 1)
    if not line:
        raise Refused("it ended before the safe was open")
    if not line.endswith(b"\n"):
        raise Refused(f"a line is longer than {LINE_BYTES_MAX} bytes or does not end: {line!r}")
    return line


def tried(line, n):
    """The number of a line `try x`."""
    words = line.split()
    if len(words) != 2 or words[0] != b"try" or not words[1].isdigit():
        raise Refused(f"this is no try: {line!r}")
    number = int(words[1])
    if not 1 <= number <= n:
        raise Refused(f"{number} is not on the dial, which goes from 1 to {n}")
    return number


def converse(n, secret):
    """How many tries opened the safe."""
    # The numbers at which it may still open.
    low, high = (secret, secret) if secret else (1, n)
    say(n)
    for tries in range(1, TRIES_MAX + 1):
        number = tried(listen(), n)
        if number == low == high:
            say("open")
            return tries
        # Numbers that are possible above it and below it.
        above = high - max(number, low - 1)
        below = min(number, high + 1) - low
        if above >= below:
            low = max(low, number + 1)
            say("higher")
        else:
            high = min(high, number - 1)
            say("lower")
    line = listen()
    raise Refused(f"more than {TRIES_MAX} tries: {line!r}")


def main():
    with open(sys.argv[1], encoding="ascii") as file:
        n, secret = map(int, file.read().split())
    assert 1 <= n <= 10**9 and 0 <= secret <= n, "the test's input is wrong"
    try:
        print(f"open after {converse(n, secret)} tries", file=sys.stderr)
    except Refused as refused:
        print(refused, file=sys.stderr)
        return 1
    return 0


try:
    status = main()
except Exception:
    traceback.print_exc()
    status = 3
sys.exit(status)
