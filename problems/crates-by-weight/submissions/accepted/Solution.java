import java.io.*;
import java.util.*;
import java.util.stream.*;

public class Main {
    static final BufferedReader input = new BufferedReader(new InputStreamReader(System.in));

    static boolean isLighter(int a, int b) throws IOException {
        System.out.println("weigh " + a + " " + b);
        System.out.flush();
        return input.readLine().trim().equals("lighter");
    }

    public static void main(String[] args) throws IOException {
        int n = Integer.parseInt(input.readLine().trim());
        List<Integer> order = new ArrayList<>();
        for (int crate = 1; crate <= n; crate++) {
            int low = 0, high = order.size();
            while (low < high) {
                int middle = (low + high) / 2;
                if (isLighter(crate, order.get(middle))) high = middle;
                else low = middle + 1;
            }
            order.add(low, crate);
        }
        System.out.println("order " + order.stream().map(String::valueOf).collect(Collectors.joining(" ")));
        System.out.flush();
    }
}
