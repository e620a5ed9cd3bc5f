import java.util.*;

class Solution {
    public long countTours(String[] stalls, int most) {
        Map<String, Integer> counts = new HashMap<>();
        long tours = 0;
        for (int end = 0, start = 0; end < stalls.length; end++) {
            counts.merge(stalls[end], 1, Integer::sum);
            while (counts.size() > most) {
                counts.computeIfPresent(stalls[start++], (dish, count) -> count == 1 ? null : count - 1);
            }
            tours += end - start + 1;
        }
        return tours;
    }
}
