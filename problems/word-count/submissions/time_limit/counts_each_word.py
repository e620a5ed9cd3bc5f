import sys

words = sys.stdin.read().split()
counts = {word: words.count(word) for word in words}
for word, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
    print(word, count)
