// Generic types that grow with each step of inference. Expected: ok | compile_error.
import java.util.*;

public class Main {
    static <T> List<T> two(T a, T b) { return List.of(a, b); }
    public static void main(String[] args) {
        var x0 = two(1, "a");
        var x1 = two(x0, two(x0, 1.0));
        var x2 = two(x1, two(x1, 2.0));
        var x3 = two(x2, two(x2, 3.0));
        var x4 = two(x3, two(x3, 4.0));
        var x5 = two(x4, two(x4, 5.0));
        var x6 = two(x5, two(x5, 6.0));
        var x7 = two(x6, two(x6, 7.0));
        var x8 = two(x7, two(x7, 8.0));
        var x9 = two(x8, two(x8, 9.0));
        var x10 = two(x9, two(x9, 10.0));
        var x11 = two(x10, two(x10, 11.0));
        var x12 = two(x11, two(x11, 12.0));
        var x13 = two(x12, two(x12, 13.0));
        var x14 = two(x13, two(x13, 14.0));
        var x15 = two(x14, two(x14, 15.0));
        var x16 = two(x15, two(x15, 16.0));
        var x17 = two(x16, two(x16, 17.0));
        var x18 = two(x17, two(x17, 18.0));
        var x19 = two(x18, two(x18, 19.0));
        var x20 = two(x19, two(x19, 20.0));
        var x21 = two(x20, two(x20, 21.0));
        var x22 = two(x21, two(x21, 22.0));
        var x23 = two(x22, two(x22, 23.0));
        System.out.println(x23.size());
    }
}
