class Solution {
    public ListNode turnCarousel(ListNode first, long turns) {
        if (first == null) return null;
        long count = 1;
        ListNode last = first;
        for (; last.next != null; last = last.next) count++;
        long steps = Math.floorMod(turns, count);
        last.next = first;
        for (long i = 0; i < count - steps; i++) last = last.next;
        ListNode gate = last.next;
        last.next = null;
        return gate;
    }
}
