import java.io.*;

public class Main {
    static char opposite(char step) {
        return switch (step) {
            case 'N' -> 'S';
            case 'S' -> 'N';
            case 'E' -> 'W';
            default -> 'E';
        };
    }

    public static void main(String[] args) throws IOException {
        String walk = new BufferedReader(new InputStreamReader(System.in)).readLine().trim();
        StringBuilder thread = new StringBuilder();
        for (char step : walk.toCharArray()) {
            int last = thread.length() - 1;
            if (last >= 0 && thread.charAt(last) == opposite(step)) thread.setLength(last);
            else thread.append(step);
        }
        System.out.println(thread.length() + "\n" + thread);
    }
}
