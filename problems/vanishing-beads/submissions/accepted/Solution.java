class Solution {
    public ListNode vanishBeads(ListNode first) {
        // The kept beads, linked from the last to the first.
        ListNode kept = null;
        while (first != null) {
            ListNode bead = first;
            first = first.next;
            if (kept != null && (long) kept.val + bead.val == 0) {
                kept = kept.next;
            } else {
                bead.next = kept;
                kept = bead;
            }
        }
        ListNode left = null;
        while (kept != null) {
            ListNode below = kept.next;
            kept.next = left;
            left = kept;
            kept = below;
        }
        return left;
    }
}
