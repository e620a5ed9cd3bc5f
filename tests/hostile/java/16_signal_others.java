// Ends every process that it finds. Expected: ok.
public class Main {
    public static void main(String[] args) {
        ProcessHandle.allProcesses().filter(p -> p.pid() != ProcessHandle.current().pid()).forEach(p -> {
            try {
                p.destroyForcibly();
            } catch (Exception e) {
            }
        });
        System.out.println("done");
    }
}
