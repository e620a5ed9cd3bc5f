import java.util.*;

class Solution {
    private int size = 2;
    private long[] least;

    private void set(int crate, long sum) {
        int place = size + crate;
        least[place] = sum;
        while ((place /= 2) > 0) least[place] = Math.min(least[2 * place], least[2 * place + 1]);
    }

    public long cheapestCovers(int[] weights, int[] heights, int limit) {
        while (size < weights.length) size *= 2;
        least = new long[2 * size];
        Arrays.fill(least, Long.MAX_VALUE);
        long[] best = new long[weights.length + 1];
        ArrayDeque<Integer> queue = new ArrayDeque<>();
        int left = 0;
        long weight = 0;
        for (int i = 0; i < weights.length; i++) {
            weight += weights[i];
            while (weight > limit) weight -= weights[left++];
            while (!queue.isEmpty() && queue.peekFirst() < left) set(queue.pollFirst(), Long.MAX_VALUE);
            while (!queue.isEmpty() && heights[queue.peekLast()] <= heights[i]) set(queue.pollLast(), Long.MAX_VALUE);
            if (!queue.isEmpty()) set(i, best[queue.peekLast() + 1] + heights[i]);
            queue.addLast(i);
            set(queue.peekFirst(), best[left] + heights[queue.peekFirst()]);
            best[i + 1] = least[1];
        }
        return best[weights.length];
    }
}
