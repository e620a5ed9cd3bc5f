import java.io.*;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import javax.tools.*;

/** What `warm` of the compilation runs: it has the compiler load itself, waits for an order, and then does what `javac` does. */
public final class Compile {
    /** Compiles a program that is no one's into nothing. */
    private static void load() throws IOException {
        String source;
        try (InputStream text = Compile.class.getResourceAsStream("Warm.txt")) {
            source = new String(text.readAllBytes(), StandardCharsets.UTF_8);
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        URI name = URI.create("string:///Warm.java");
        JavaFileObject file = new SimpleJavaFileObject(name, JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
        JavaFileManager disk = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8);
        JavaFileManager nowhere = new ForwardingJavaFileManager<>(disk) {
            @Override
            public JavaFileObject getJavaFileForOutput(
                    Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
                return new SimpleJavaFileObject(URI.create("none:///" + name), kind) {
                    @Override
                    public OutputStream openOutputStream() {
                        return OutputStream.nullOutputStream();
                    }
                };
            }
        };
        compiler.getTask(Writer.nullWriter(), nowhere, null, List.of("-proc:none"), null, List.of(file)).call();
    }

    private static String until(InputStream orders, char end) throws IOException {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        for (int next; (next = orders.read()) != end; said.write(next)) {
            if (next < 0) System.exit(1);
        }
        return said.toString(StandardCharsets.UTF_8);
    }

    public static void main(String[] arguments) throws IOException {
        load();
        try (OutputStream answers = new FileOutputStream("/proc/self/fd/1001")) {
            answers.write("ready\n".getBytes());
        }
        try (InputStream orders = new FileInputStream("/proc/self/fd/1000")) {
            String line = until(orders, '\n');
            int more = Integer.parseInt(line.substring(line.indexOf(' ') + 1));
            int given = arguments.length;
            arguments = Arrays.copyOf(arguments, given + more);
            for (int index = 0; index < more; index++) arguments[given + index] = until(orders, '\0');
        }
        System.exit(com.sun.tools.javac.Main.compile(arguments, new PrintWriter(System.err, true)));
    }
}
