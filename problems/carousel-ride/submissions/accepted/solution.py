class Solution:
    def turnCarousel(self, first: Optional[ListNode], turns: int) -> Optional[ListNode]:
        if first is None:
            return None
        count = 1
        last = first
        while last.next:
            last = last.next
            count += 1
        last.next = first
        for _ in range(count - turns % count):
            last = last.next
        gate = last.next
        last.next = None
        return gate
