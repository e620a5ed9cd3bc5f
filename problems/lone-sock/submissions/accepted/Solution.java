import java.util.*;

class Solution {
    public char loneSock(char[] socks) {
        Map<Character, Integer> counts = new HashMap<>();
        for (char kind : socks) counts.merge(kind, 1, Integer::sum);
        for (char kind : socks) {
            if (counts.get(kind) % 2 == 1) return kind;
        }
        return '-';
    }
}
