using System;
using System.Collections.Generic;
using System.Text;

public class UndoBox {
    private readonly StringBuilder text;
    private readonly Stack<Action> undoings = new Stack<Action>();

    public UndoBox(string first) {
        text = new StringBuilder(first);
    }

    public void Write(string more) {
        text.Append(more);
        undoings.Push(() => text.Length -= more.Length);
    }

    public int Drop(int count) {
        int keep = Math.Max(0, text.Length - count);
        string removed = text.ToString(keep, text.Length - keep);
        text.Length = keep;
        undoings.Push(() => text.Append(removed));
        return removed.Length;
    }

    public bool Undo() {
        if (undoings.Count == 0) return false;
        undoings.Pop()();
        return true;
    }

    public string Read() {
        return text.ToString();
    }
}
