import java.util.*;

class Solution {
    public int[][] quietGaps(int[][] noises, int opens, int closes, int shortest) {
        int[][] all = Arrays.copyOf(noises, noises.length + 1);
        all[noises.length] = new int[] {closes, closes};
        Arrays.sort(all, (a, b) -> Integer.compare(a[0], b[0]));
        List<int[]> gaps = new ArrayList<>();
        int quiet = opens;
        for (int[] noise : all) {
            int start = Math.min(noise[0], closes);
            if (start - quiet >= shortest) gaps.add(new int[] {quiet, start});
            quiet = Math.max(quiet, noise[1]);
        }
        return gaps.toArray(new int[0][]);
    }
}
