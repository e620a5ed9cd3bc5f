import java.util.*;

class RepairDesk {
    private record Item(int urgency, int number, String thing) {}

    private final Queue<Item> things =
        new PriorityQueue<>((a, b) -> a.urgency != b.urgency ? b.urgency - a.urgency : a.number - b.number);
    private int brought;

    public void bring(String thing, int urgency) {
        things.add(new Item(urgency, brought++, thing));
    }

    public String take() {
        Item next = things.poll();
        return next == null ? null : next.thing;
    }

    public int waiting() {
        return things.size();
    }
}
