import java.util.*;

class ParadeLine {
    private record Person(String name, int height) {}

    private final Deque<Person> line = new ArrayDeque<>();
    private final Deque<Person> tall = new ArrayDeque<>();

    public void join(String name, int height) {
        Person person = new Person(name, height);
        while (!tall.isEmpty() && tall.peekLast().height() < height) tall.pollLast();
        tall.addLast(person);
        line.addLast(person);
    }

    public String leave() {
        if (line.isEmpty()) return "";
        Person first = line.pollFirst();
        if (tall.peekFirst() == first) tall.pollFirst();
        return first.name();
    }

    public String tallest() {
        return tall.isEmpty() ? "" : tall.peekFirst().name();
    }
}
