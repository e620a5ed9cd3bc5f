thread = input().strip()
for pair in ("NS", "SN", "EW", "WE"):
    while pair in thread:
        thread = thread.replace(pair, "")
print(len(thread))
print(thread)
