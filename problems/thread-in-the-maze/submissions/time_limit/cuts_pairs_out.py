thread = input().strip()
before = ""
while thread != before:
    before = thread
    for pair in ("NS", "SN", "EW", "WE"):
        thread = thread.replace(pair, "")
print(len(thread))
print(thread)
