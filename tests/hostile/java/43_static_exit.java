// Ends before its main begins. Expected: ok.
public class Main {
    static { System.out.println("accepted"); System.out.flush(); Runtime.getRuntime().halt(0); }
    public static void main(String[] args) { while (true) { } }
}
