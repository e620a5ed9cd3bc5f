// Reaches into the runtime by reflection and by its unsafe door. Expected: ok | runtime_error.
import java.lang.reflect.*;

public class Main {
    public static void main(String[] args) throws Exception {
        Field door = Class.forName("sun.misc.Unsafe").getDeclaredField("theUnsafe");
        door.setAccessible(true);
        sun.misc.Unsafe unsafe = (sun.misc.Unsafe) door.get(null);
        unsafe.putLong(unsafe.allocateMemory(8), 1);
        Field value = String.class.getDeclaredField("value");
        value.setAccessible(true);
        value.set("accepted", new byte[0]);
    }
}
