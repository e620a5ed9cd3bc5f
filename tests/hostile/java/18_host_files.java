// Looks for files of the host and of Gavel's. Expected: ok.
import java.io.*;
import java.nio.file.*;
import java.util.*;

public class Main {
    public static void main(String[] args) {
        List<String> found = new ArrayList<>();
        String[] paths = {"/etc/passwd", "/etc/shadow", "/etc/hostname", "/root", "/home", "/var", "/run", "/boot", "/sys",
            "/proc/1/environ", "/proc/1/root", "/proc/kcore"};
        for (String path : paths) {
            try {
                if (Files.isDirectory(Path.of(path))) {
                    try (var list = Files.list(Path.of(path))) {
                        if (list.findAny().isPresent()) found.add(path);
                    }
                } else if (new FileInputStream(path).read() >= 0) {
                    found.add(path);
                }
            } catch (IOException e) {
            }
        }
        System.out.println(found);
        System.exit(found.isEmpty() ? 0 : 1);
    }
}
