n = int(input())
order = list(range(1, n + 1))
for i in range(n - 1):
    print("weigh", order[i], order[i + 1], flush=True)
    if input().strip() == "heavier":
        order[i], order[i + 1] = order[i + 1], order[i]
print("order", *order, flush=True)
