class Solution:
    def vanishBeads(self, first):
        before = ListNode(0, first)
        end = before
        while end.next and end.next.next:
            if end.next.val + end.next.next.val == 0:
                end.next = end.next.next.next
            else:
                end = end.next
        return before.next
