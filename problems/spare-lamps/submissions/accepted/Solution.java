import java.util.*;

class Solution {
    public boolean[] spareLamps(int[] starts, int[] ends) {
        int count = starts.length;
        int[][] changes = new int[2 * count][];
        for (int lamp = 0; lamp < count; lamp++) {
            changes[lamp] = new int[] {starts[lamp], 1, lamp};
            changes[count + lamp] = new int[] {ends[lamp], -1, lamp};
        }
        Arrays.sort(changes, (a, b) -> Integer.compare(a[0], b[0]));
        boolean[] spare = new boolean[count];
        Arrays.fill(spare, true);
        int on = 0, lamps = 0, place = 0;
        for (int[] change : changes) {
            if (on == 1 && change[0] > place) spare[lamps] = false;
            place = change[0];
            lamps ^= change[2];
            on += change[1];
        }
        return spare;
    }
}
