class Solution:
    def quietGaps(self, noises, opens, closes, shortest):
        gaps = [[opens, closes]]
        for start, end in noises:
            left = []
            for first, last in gaps:
                if end <= first or last <= start:
                    left.append([first, last])
                    continue
                if first < start:
                    left.append([first, start])
                if end < last:
                    left.append([end, last])
            gaps = left
        return [gap for gap in gaps if gap[1] - gap[0] >= shortest]
