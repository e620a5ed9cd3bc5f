// Takes memory where the virtual machine's own limit does not reach. Expected: memory_limit | runtime_error.
import java.nio.*;
import java.util.*;

public class Main {
    public static void main(String[] args) throws Exception {
        List<ByteBuffer> kept = new ArrayList<>();
        java.io.RandomAccessFile file = new java.io.RandomAccessFile("/w/map", "rw");
        for (long at = 0; ; at += 16 << 20) {
            ByteBuffer map = file.getChannel().map(java.nio.channels.FileChannel.MapMode.READ_WRITE, at, 16 << 20);
            for (int i = 0; i < 16 << 20; i += 4096) map.put(i, (byte) 1);
            kept.add(map);
        }
    }
}
