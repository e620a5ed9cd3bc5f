import java.io.*;

public class Main {
    public static void main(String[] args) throws IOException {
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
        String[] sizes = input.readLine().split(" ");
        int n = Integer.parseInt(sizes[0]), q = Integer.parseInt(sizes[1]), at = 0;
        String[] plates = input.readLine().split(" ");
        StringBuilder output = new StringBuilder();
        while (q-- > 0) {
            String[] event = input.readLine().split(" ");
            if (event[0].equals("turn")) {
                at = Math.floorMod(at + Integer.parseInt(event[1]), n);
                continue;
            }
            output.append(plates[at]).append('\n');
            if (event[0].equals("swap")) plates[at] = event[1];
        }
        System.out.print(output);
    }
}
