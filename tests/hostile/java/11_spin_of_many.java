// Loops without end on many threads. Expected: time_limit.
public class Main {
    public static void main(String[] args) {
        for (int i = 0; i < 8; i++) new Thread(() -> { while (true) { } }).start();
    }
}
