// Compiled to have the compiler load what many programs need of it.
import java.util.*; import java.util.function.*; import java.util.stream.*; import java.io.*;
public class Warm { record P(int a, String b) {} enum E { X, Y } interface F<T> { T f(T t); }
  static <T extends Comparable<T>> T max(List<T> l) { T m = l.get(0); for (T t : l) if (t.compareTo(m) > 0) m = t; return m; }
  public static void main(String[] args) throws IOException { Scanner s = new Scanner(System.in);
    BufferedReader r = new BufferedReader(new InputStreamReader(System.in)); Map<String, List<Integer>> m = new HashMap<>();
    m.computeIfAbsent("a", k -> new ArrayList<>()).add(1); int[] a = {3, 1, 2}; Arrays.sort(a); F<Integer> f = x -> x + 1;
    System.out.println(IntStream.of(a).boxed().map(f::f).collect(Collectors.toList()) + max(List.of(1, 2)).toString());
    switch (E.X) { case X -> System.out.printf("%d%n", new P(1, "b").a()); case Y -> throw new IllegalStateException(); }
    try (StringWriter w = new StringWriter()) { w.write("x"); } for (var e : m.entrySet()) { StringBuilder b = new StringBuilder(); b.append(e.getKey()); } } }
