import java.io.*;
import java.util.*;

public class Main {
    record Line(long slope, long start) {
        long at(long x) {
            return slope * x + start;
        }
    }

    /** Slopes fall from a to c: whether b is nowhere below both others. */
    static boolean useless(Line a, Line b, Line c) {
        return (c.start - a.start) * (a.slope - b.slope) <= (b.start - a.start) * (a.slope - c.slope);
    }

    public static void main(String[] args) throws IOException {
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
        StringTokenizer words = new StringTokenizer(input.readLine());
        int n = Integer.parseInt(words.nextToken()), head = 0;
        long length = Long.parseLong(words.nextToken()), best = 0;
        List<Line> lines = new ArrayList<>(List.of(new Line(0, 0)));
        for (int i = 0; i <= n; i++) {
            long x = length, fee = 0;
            if (i < n) {
                words = new StringTokenizer(input.readLine());
                x = Long.parseLong(words.nextToken());
                fee = Long.parseLong(words.nextToken());
            }
            while (lines.size() - head >= 2 && lines.get(head + 1).at(x) <= lines.get(head).at(x)) head++;
            best = lines.get(head).at(x) + x * x + fee;
            Line line = new Line(-2 * x, best + x * x);
            while (lines.size() - head >= 2 && useless(lines.get(lines.size() - 2), lines.get(lines.size() - 1), line))
                lines.remove(lines.size() - 1);
            lines.add(line);
        }
        System.out.println(best);
    }
}
