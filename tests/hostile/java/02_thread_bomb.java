// Starts threads until it can't. Expected: ok | runtime_error | memory_limit.
public class Main {
    public static void main(String[] args) throws Exception {
        int started = 0;
        try {
            for (; started < 100_000; started++) {
                Thread thread = new Thread(() -> { try { Thread.sleep(60_000); } catch (InterruptedException e) { } });
                thread.setDaemon(true);
                thread.start();
            }
        } catch (Throwable e) {
        }
        Runtime.getRuntime().halt(started < 1_000 ? 0 : 1);
    }
}
