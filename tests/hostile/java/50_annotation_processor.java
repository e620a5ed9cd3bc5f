// A source that is its own annotation processor. Expected: ok.
import java.util.*;
import javax.annotation.processing.*;
import javax.lang.model.element.*;

@SupportedAnnotationTypes("*")
public class Main extends AbstractProcessor {
    public boolean process(Set<? extends TypeElement> types, RoundEnvironment round) {
        throw new IllegalStateException("ran in the compiler");
    }
    public static void main(String[] args) { System.out.println("only compiled"); }
}
