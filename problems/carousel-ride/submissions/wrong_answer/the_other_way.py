class Solution:
    def turnCarousel(self, first, turns):
        if first is None:
            return None
        values = []
        while first:
            values.append(first.val)
            first = first.next
        steps = turns % len(values)
        gate = None
        for value in reversed(values[steps:] + values[:steps]):
            gate = ListNode(value, gate)
        return gate
