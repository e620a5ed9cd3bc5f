// Exits with the code that stands for too little memory: it only harms itself. Expected: memory_limit.
public class Main {
    public static void main(String[] args) { Runtime.getRuntime().halt(3); }
}
