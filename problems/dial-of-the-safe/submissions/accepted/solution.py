low, high = 1, int(input())
answer = ""
while answer != "open":
    middle = (low + high) // 2
    print("try", middle, flush=True)
    answer = input().strip()
    if answer == "higher":
        low = middle + 1
    else:
        high = middle - 1
