class Solution:
    def sunniestTrail(self, summit: Optional[TreeNode], least: int) -> float:
        places = []  # in preorder: the value and the depth
        waiting = [(summit, 1)]
        while waiting:
            node, depth = waiting.pop()
            places.append((node.val, depth))
            if node.right:
                waiting.append((node.right, depth + 1))
            if node.left:
                waiting.append((node.left, depth + 1))

        # Of the first places on the way down, by their number: the sum, the sum lessened, and the number where that is least.
        sums = [0] * (len(places) + 1)
        lessened = [0] * (len(places) + 1)
        lowest = [0] * (len(places) + 1)
        total, length = -10001, 1
        while True:
            best = best_total = best_length = 0
            for value, depth in places:
                sums[depth] = here = sums[depth - 1] + value
                lessened[depth] = less = length * here - total * depth
                before = lowest[depth - 1]
                lowest[depth] = depth if less < lessened[before] else before
                if depth >= least:
                    start = lowest[depth - least]
                    if less - lessened[start] > best:
                        best = less - lessened[start]
                        best_total, best_length = here - sums[start], depth - start
            if best == 0:
                return total / length
            total, length = best_total, best_length
