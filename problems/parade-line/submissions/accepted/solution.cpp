class ParadeLine {
    struct Person {
        string name;
        int height, place;
    };
    deque<Person> line, tall;
    int joined = 0;

public:
    ParadeLine() {}

    void join(string name, int height) {
        Person person{name, height, joined++};
        while (!tall.empty() && tall.back().height < height) tall.pop_back();
        tall.push_back(person);
        line.push_back(person);
    }

    string leave() {
        if (line.empty()) return "";
        Person first = line.front();
        line.pop_front();
        if (tall.front().place == first.place) tall.pop_front();
        return first.name;
    }

    string tallest() {
        return tall.empty() ? "" : tall.front().name;
    }
};
