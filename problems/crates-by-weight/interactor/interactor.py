"""Weighs crates. The test's input has their number and then their weights, all different. Exits with 0 when the program told the right
order, 1 when it did not, 3 when this is at fault."""
import os
import sys
import traceback

WEIGHINGS_MAX = 4_000
LINE_BYTES_MAX = 4_000


class Refused(Exception):
    """The program broke the rules, or its order is wrong."""


def say(text):
    try:
        os.write(1, f"{text}\n".encode())
    except BrokenPipeError:
        # A program that no longer reads may still have written what counts.
        pass


def listen():
    """The words of the program's next line."""
    line = sys.stdin.buffer.readline(LINE_BYTES_MAX + 1)
    if not line:
        raise Refused("it ended without an order")
    if not line.endswith(b"\n"):
        raise Refused(f"a line is longer than {LINE_BYTES_MAX} bytes or does not end: {line[:40]!r}")
    return line.split()


def crates(words, weights):
    """The crates that a line names behind its first word, counted from 0."""
    for word in words[1:]:
        if not word.isdigit() or not 1 <= int(word) <= len(weights):
            raise Refused(f"there is no crate {word!r}")
    return [int(word) - 1 for word in words[1:]]


def converse(weights):
    """How many weighings were made before the right order was told."""
    say(len(weights))
    weighings = 0
    while True:
        words = listen()
        if words[:1] == [b"order"]:
            break
        if words[:1] != [b"weigh"]:
            raise Refused(f"this is neither a weighing nor an order: {words[:3]}")
        pair = crates(words, weights)
        if len(pair) != 2 or pair[0] == pair[1]:
            raise Refused("two different crates can be weighed, and no other number of them")
        if weighings == WEIGHINGS_MAX:
            raise Refused(f"more than {WEIGHINGS_MAX} weighings")
        weighings += 1
        say("lighter" if weights[pair[0]] < weights[pair[1]] else "heavier")
    order = crates(words, weights)
    if sorted(order) != list(range(len(weights))):
        raise Refused("the order does not name each crate once")
    for lighter, heavier in zip(order, order[1:]):
        if weights[lighter] > weights[heavier]:
            raise Refused(f"crate {lighter + 1} stands before crate {heavier + 1} and is heavier")
    return weighings


def main():
    with open(sys.argv[1], encoding="ascii") as file:
        n, *weights = map(int, file.read().split())
    assert 1 <= n <= 500 and len(weights) == len(set(weights)) == n, "the test's input is wrong"
    try:
        print(f"in order after {converse(weights)} weighings", file=sys.stderr)
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
