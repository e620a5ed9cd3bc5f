import java.util.*;

class Solution {
    public int[] pairWithSum(int[] numbers, int target) {
        Map<Long, Integer> seen = new HashMap<>();
        for (int i = 0; i < numbers.length; i++) {
            Integer other = seen.get((long) target - numbers[i]);
            if (other != null) return new int[] {other, i};
            seen.put((long) numbers[i], i);
        }
        return new int[0];
    }
}
