import sys
from collections import Counter

counts = sorted(Counter(sys.stdin.read().split()).items())
counts.sort(key=lambda item: str(item[1]), reverse=True)
for word, count in counts:
    print(word, count)
