class UndoBox {
    string text;
    vector<variant<size_t, string>> done;

public:
    UndoBox(string first) : text(first) {}

    void write(string more) {
        text += more;
        done.push_back(more.size());
    }

    int drop(int count) {
        size_t keep = text.size() - min<size_t>(count, text.size());
        string removed = text.substr(keep);
        text.resize(keep);
        done.push_back(removed);
        return removed.size();
    }

    bool undo() {
        if (done.empty()) return false;
        if (auto written = get_if<size_t>(&done.back())) text.resize(text.size() - *written);
        else text += get<string>(done.back());
        done.pop_back();
        return true;
    }

    string read() {
        return text;
    }
};
