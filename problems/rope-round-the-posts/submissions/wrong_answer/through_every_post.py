import sys
from math import atan2, dist

numbers = list(map(int, sys.stdin.read().split()))
posts = list(set(zip(numbers[1::2], numbers[2::2])))
middle = sum(x for x, _ in posts) / len(posts), sum(y for _, y in posts) / len(posts)
posts.sort(key=lambda post: atan2(post[1] - middle[1], post[0] - middle[0]))
print(sum(map(dist, posts, posts[1:] + posts[:1])))
