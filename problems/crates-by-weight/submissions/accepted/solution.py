def is_lighter(a, b):
    print("weigh", a, b, flush=True)
    return input().strip() == "lighter"


order = []
for crate in range(1, int(input()) + 1):
    low, high = 0, len(order)
    while low < high:
        middle = (low + high) // 2
        if is_lighter(crate, order[middle]):
            high = middle
        else:
            low = middle + 1
    order.insert(low, crate)
print("order", *order, flush=True)
