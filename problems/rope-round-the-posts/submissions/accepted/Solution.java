import java.io.*;
import java.util.*;

public class Main {
    record Post(long x, long y) {}

    static boolean turnsLeft(Post a, Post b, Post c) {
        return (b.x - a.x) * (c.y - b.y) > (b.y - a.y) * (c.x - b.x);
    }

    /** The length of one side of the hull, from the first post to the last. */
    static double side(List<Post> posts) {
        List<Post> hull = new ArrayList<>();
        for (Post post : posts) {
            while (hull.size() >= 2 && !turnsLeft(hull.get(hull.size() - 2), hull.get(hull.size() - 1), post))
                hull.remove(hull.size() - 1);
            hull.add(post);
        }
        double length = 0;
        for (int i = 1; i < hull.size(); i++) {
            double dx = hull.get(i).x - hull.get(i - 1).x, dy = hull.get(i).y - hull.get(i - 1).y;
            length += Math.sqrt(dx * dx + dy * dy);
        }
        return length;
    }

    public static void main(String[] args) throws IOException {
        StreamTokenizer input = new StreamTokenizer(new BufferedReader(new InputStreamReader(System.in)));
        input.nextToken();
        int n = (int) input.nval;
        List<Post> posts = new ArrayList<>(n);
        while (n-- > 0) {
            input.nextToken();
            long x = (long) input.nval;
            input.nextToken();
            posts.add(new Post(x, (long) input.nval));
        }
        posts.sort(Comparator.comparingLong(Post::x).thenComparingLong(Post::y));
        double length = side(posts);
        Collections.reverse(posts);
        System.out.println(length + side(posts));
    }
}
