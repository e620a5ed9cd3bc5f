class MooringWall {
    size_t size;
    vector<int> longestFree;  // a tree of maxima; its leaves are the lengths of the free stretches by their first metre
    vector<int> beginOf, boats;

    void set(int begin, int length) {
        size_t place = size + begin;
        longestFree[place] = length;
        while (place /= 2) longestFree[place] = max(longestFree[2 * place], longestFree[2 * place + 1]);
        if (length > 0) beginOf[begin + length] = begin;
    }

public:
    MooringWall(int length)
        : size(bit_ceil<size_t>(length + 1)), longestFree(2 * size), beginOf(length + 1), boats(length) {
        set(0, length);
    }

    int moor(int boat) {
        if (longestFree[1] < boat) return -1;
        size_t place = 1;
        while (place < size) {
            place *= 2;
            if (longestFree[place] < boat) place++;
        }
        int begin = place - size, left = longestFree[place] - boat;
        set(begin, 0);
        if (left > 0) set(begin + boat, left);
        boats[begin] = boat;
        return begin;
    }

    int leave(int start) {
        if (start >= (int)boats.size() || boats[start] == 0) return 0;
        int boat = exchange(boats[start], 0);
        int begin = start, end = start + boat;
        int before = beginOf[start];
        if (before + longestFree[size + before] == start) begin = before;
        if (int after = longestFree[size + end]; after > 0) {
            set(end, 0);
            end += after;
        }
        set(begin, end - begin);
        return boat;
    }

    int longest() {
        return longestFree[1];
    }
};
