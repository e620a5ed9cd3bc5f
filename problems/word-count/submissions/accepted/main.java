import java.io.*;
import java.util.*;

public class Main {
    public static void main(String[] args) throws IOException {
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
        TreeMap<String, Integer> counts = new TreeMap<>();
        for (String line; (line = input.readLine()) != null; ) {
            StringTokenizer words = new StringTokenizer(line);
            while (words.hasMoreTokens()) counts.merge(words.nextToken(), 1, Integer::sum);
        }
        List<Map.Entry<String, Integer>> sorted = new ArrayList<>(counts.entrySet());
        sorted.sort((a, b) -> b.getValue() - a.getValue());
        StringBuilder output = new StringBuilder();
        for (Map.Entry<String, Integer> entry : sorted)
            output.append(entry.getKey()).append(' ').append(entry.getValue()).append('\n');
        System.out.print(output);
    }
}
