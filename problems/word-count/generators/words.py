"""A text of random words: arguments are its characters at most, the shortest and the longest word, how many letters are used, a seed."""
import random
import sys

characters, shortest, longest, letters, seed = map(int, sys.argv[1:])
choose = random.Random(seed)
alphabet = "abcdefghijklmnopqrstuvwxyz"[:letters]
words = []
while characters > longest:
    word = "".join(choose.choices(alphabet, k=choose.randint(shortest, longest)))
    words.append(word)
    characters -= len(word) + 1
separators = choose.choices(" \n", weights=[9, 1], k=len(words))
print("".join(word + separator for word, separator in zip(words, separators)).rstrip())
