import java.util.*;

class UndoBox {
    private final StringBuilder text;
    private final Deque<Object> done = new ArrayDeque<>();

    public UndoBox(String first) {
        text = new StringBuilder(first);
    }

    public void write(String more) {
        text.append(more);
        done.push(more.length());
    }

    public int drop(int count) {
        int keep = Math.max(0, text.length() - count);
        String removed = text.substring(keep);
        text.setLength(keep);
        done.push(removed);
        return removed.length();
    }

    public boolean undo() {
        if (done.isEmpty()) return false;
        Object last = done.pop();
        if (last instanceof Integer written) text.setLength(text.length() - written);
        else text.append((String) last);
        return true;
    }

    public String read() {
        return text.toString();
    }
}
