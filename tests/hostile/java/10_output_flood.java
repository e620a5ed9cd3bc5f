// Prints without end. Expected: output_limit.
public class Main {
    public static void main(String[] args) {
        byte[] block = new byte[65536];
        while (true) System.out.write(block, 0, block.length);
    }
}
