// Writes where it must not. Expected: ok.
import java.io.*;
import java.util.*;

public class Main {
    public static void main(String[] args) {
        List<String> opened = new ArrayList<>();
        String home = System.getProperty("java.home");
        for (String place : new String[] {"/", "/usr", "/usr/lib", "/opt", "/dev", "/proc/sys/kernel", home, home + "/lib"}) {
            try (FileOutputStream file = new FileOutputStream(place + "/gavel-was-here")) {
                file.write(1);
                opened.add(place);
            } catch (IOException e) {
            }
        }
        System.out.println(opened);
        System.exit(opened.isEmpty() ? 0 : 1);
    }
}
