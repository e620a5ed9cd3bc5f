// Waits for itself. Expected: time_limit.
public class Main {
    public static void main(String[] args) throws Exception {
        Thread.currentThread().join();
    }
}
