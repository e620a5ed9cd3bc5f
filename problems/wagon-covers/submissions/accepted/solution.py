class Solution:
    def cheapestCovers(self, weights: List[int], heights: List[int], limit: int) -> int:
        best = [0]
        queue = deque()
        sums = {}
        heap = []
        left = weight = 0
        for i, height in enumerate(heights):
            weight += weights[i]
            while weight > limit:
                weight -= weights[left]
                left += 1
            while queue and queue[0] < left:
                del sums[queue.popleft()]
            while queue and heights[queue[-1]] <= height:
                del sums[queue.pop()]
            if queue:
                sums[i] = best[queue[-1] + 1] + height
                heappush(heap, (sums[i], i))
            queue.append(i)
            first = queue[0]
            total = best[left] + heights[first]
            if sums.get(first) != total:
                sums[first] = total
                heappush(heap, (total, first))
            while sums.get(heap[0][1]) != heap[0][0]:
                heappop(heap)
            best.append(heap[0][0])
        return best[-1]
