import java.util.*;

class Solution {
    public long greatestLoad(int[][] convoys) {
        Map<Integer, Long> changes = new TreeMap<>();
        for (int[] convoy : convoys) {
            changes.merge(convoy[0], (long) convoy[2], Long::sum);
            changes.merge(convoy[1] + 1, (long) -convoy[2], Long::sum);
        }
        long load = 0, greatest = 0;
        for (long change : changes.values()) {
            load += change;
            greatest = Math.max(greatest, load);
        }
        return greatest;
    }
}
