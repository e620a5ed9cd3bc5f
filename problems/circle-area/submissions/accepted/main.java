import java.io.*;

public class Main {
    public static void main(String[] args) throws IOException {
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
        StringBuilder output = new StringBuilder();
        for (int left = Integer.parseInt(input.readLine().trim()); left > 0; left--) {
            double radius = Double.parseDouble(input.readLine());
            output.append(Math.PI * radius * radius).append(' ').append(2 * Math.PI * radius).append('\n');
        }
        System.out.print(output);
    }
}
