import java.io.*;
import java.util.*;

public class Main {
    static final int NEVER = Integer.MAX_VALUE;
    static String hall;
    static int columns;

    /** The minute in which each cell is reached from all cells with `from`; it is entered only before the minute in `until`. */
    static int[] spread(char from, int[] until) {
        int[] reached = new int[hall.length()], queue = new int[hall.length()];
        int head = 0, tail = 0;
        for (int cell = 0; cell < hall.length(); cell++) {
            reached[cell] = NEVER;
            if (hall.charAt(cell) == from) {
                reached[cell] = 0;
                queue[tail++] = cell;
            }
        }
        while (head < tail) {
            int cell = queue[head++], minute = reached[cell] + 1;
            for (int step : new int[] {1, -1, columns, -columns}) {
                int next = cell + step;
                if (hall.charAt(next) == '#' || reached[next] != NEVER || minute >= until[next]) continue;
                reached[next] = minute;
                queue[tail++] = next;
            }
        }
        return reached;
    }

    public static void main(String[] args) throws IOException {
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
        StringTokenizer sizes = new StringTokenizer(input.readLine());
        int rows = Integer.parseInt(sizes.nextToken());
        columns = Integer.parseInt(sizes.nextToken()) + 2;
        StringBuilder cells = new StringBuilder("#".repeat(columns));
        while (rows-- > 0) cells.append('#').append(input.readLine().trim()).append('#');
        hall = cells.append("#".repeat(columns)).toString();
        int[] always = new int[hall.length()];
        Arrays.fill(always, NEVER);
        int[] guest = spread('G', spread('S', always));
        int best = NEVER;
        for (int cell = 0; cell < guest.length; cell++)
            if (hall.charAt(cell) == 'D') best = Math.min(best, guest[cell]);
        System.out.println(best == NEVER ? "trapped" : best);
    }
}
