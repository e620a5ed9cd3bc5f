// Goes on in a hook when it is asked to end. Expected: time_limit.
public class Main {
    public static void main(String[] args) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> { while (true) { } }));
    }
}
