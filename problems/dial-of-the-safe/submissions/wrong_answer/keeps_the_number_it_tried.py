import sys

low, high = 1, int(input())
print("try", (low + high) // 2, flush=True)
for answer in sys.stdin:
    middle = (low + high) // 2
    if answer.strip() == "open":
        break
    if answer.strip() == "higher":
        low = middle
    else:
        high = middle
    print("try", (low + high) // 2, flush=True)
