class Solution:
    def turnCarousel(self, first, turns):
        if first is None:
            return None
        count, last = 1, first
        while last.next:
            last = last.next
            count += 1
        last.next = first
        for _ in range(count - abs(turns) % count):
            last = last.next
        gate, last.next = last.next, None
        return gate
