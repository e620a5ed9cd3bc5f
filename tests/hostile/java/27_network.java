// Calls others. Expected: ok.
import java.net.*;
import java.nio.channels.*;
import java.util.*;

public class Main {
    public static void main(String[] args) {
        List<String> opened = new ArrayList<>();
        try { new ServerSocket(0); opened.add("server"); } catch (Throwable e) { }
        try { new DatagramSocket(); opened.add("datagram"); } catch (Throwable e) { }
        try { ServerSocketChannel.open(StandardProtocolFamily.UNIX); opened.add("unix"); } catch (Throwable e) { }
        for (String host : new String[] {"127.0.0.1", "169.254.169.254", "1.1.1.1"}) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(host, 80), 200);
                opened.add(host);
            } catch (Throwable e) {
            }
        }
        System.out.println(opened);
        Runtime.getRuntime().halt(opened.isEmpty() ? 0 : 1);
    }
}
