import sys

number = 0
for answer in sys.stdin:
    if answer.strip() == "open":
        break
    number += 1
    print("try", number, flush=True)
