class Solution:
    def sunniestTrail(self, summit, least):
        best = -10001
        sums = [0] * 100002
        waiting = [(summit, 1)]
        while waiting:
            node, depth = waiting.pop()
            sums[depth] = sums[depth - 1] + node.val
            if depth >= least:
                best = max(best, (sums[depth] - sums[depth - least]) / least)
            waiting += [(child, depth + 1) for child in (node.left, node.right) if child]
        return best
