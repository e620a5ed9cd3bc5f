// Starts itself again and again. Expected: ok | runtime_error | memory_limit | time_limit.
public class Main {
    public static void main(String[] args) {
        int started = 0;
        for (int i = 0; i < 1000; i++) {
            try {
                String java = ProcessHandle.current().info().command().orElse("/usr/bin/java");
                new ProcessBuilder(java, "-cp", "/w", "Main").inheritIO().start();
                started++;
            } catch (Exception | Error e) {
                break;
            }
        }
        System.out.println(started);
    }
}
