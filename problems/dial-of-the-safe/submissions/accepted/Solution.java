import java.io.*;

public class Main {
    public static void main(String[] args) throws IOException {
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
        int low = 1, high = Integer.parseInt(input.readLine().trim());
        String answer = "";
        while (!answer.equals("open")) {
            int middle = (low + high) / 2;
            System.out.println("try " + middle);
            System.out.flush();
            answer = input.readLine().trim();
            if (answer.equals("higher")) low = middle + 1;
            else high = middle - 1;
        }
    }
}
