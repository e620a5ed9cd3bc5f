class Solution:
    def vanishBeads(self, first: Optional[ListNode]) -> Optional[ListNode]:
        kept = []
        while first:
            if kept and kept[-1].val == -first.val:
                kept.pop()
            else:
                kept.append(first)
            first = first.next
        left = None
        while kept:
            bead = kept.pop()
            bead.next = left
            left = bead
        return left
