class Solution:
    def sunniestTrail(self, summit, least):
        best = -10001
        waiting = [(summit, 1, 0)]
        while waiting:
            node, depth, total = waiting.pop()
            total += node.val
            if depth >= least:
                best = max(best, total / depth)
            waiting += [(child, depth + 1, total) for child in (node.left, node.right) if child]
        return best
