class RepairDesk {
    // The urgency, the number with its sign turned, and the thing.
    priority_queue<tuple<int, int, string>> things;
    int brought = 0;

public:
    RepairDesk() {}

    void bring(string thing, int urgency) {
        things.push({urgency, -brought++, thing});
    }

    optional<string> take() {
        if (things.empty()) return nullopt;
        string thing = get<2>(things.top());
        things.pop();
        return thing;
    }

    int waiting() {
        return things.size();
    }
};
