import sys

n = int(input())
lighter_ones = [0] * (n + 1)
for a in range(1, n + 1):
    for b in range(1, a):
        print("weigh", a, b, flush=True)
        answer = sys.stdin.readline().strip()
        if not answer:
            sys.exit()
        lighter_ones[b if answer == "lighter" else a] += 1
print("order", *sorted(range(1, n + 1), key=lambda crate: lighter_ones[crate]), flush=True)
