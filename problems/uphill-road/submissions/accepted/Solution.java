import java.util.*;

class Solution {
    public long uphillRoad(int[] heights) {
        Queue<Integer> bends = new PriorityQueue<>(Comparator.reverseOrder());
        long cost = 0;
        for (int height : heights) {
            bends.add(height);
            if (bends.peek() > height) {
                cost += (long) bends.poll() - height;
                bends.add(height);
            }
        }
        return cost;
    }
}
