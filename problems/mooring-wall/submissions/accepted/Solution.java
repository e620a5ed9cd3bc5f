class MooringWall {
    private int size = 1;
    /** A tree of maxima; its leaves are the lengths of the free stretches by their first metre. */
    private final int[] free;
    private final int[] beginOf;
    private final int[] boats;

    public MooringWall(int length) {
        while (size <= length) size *= 2;
        free = new int[2 * size];
        beginOf = new int[length + 1];
        boats = new int[length];
        set(0, length);
    }

    private void set(int begin, int length) {
        int place = size + begin;
        free[place] = length;
        while ((place /= 2) > 0) free[place] = Math.max(free[2 * place], free[2 * place + 1]);
        if (length > 0) beginOf[begin + length] = begin;
    }

    public int moor(int boat) {
        if (free[1] < boat) return -1;
        int place = 1;
        while (place < size) {
            place *= 2;
            if (free[place] < boat) place++;
        }
        int begin = place - size, left = free[place] - boat;
        set(begin, 0);
        if (left > 0) set(begin + boat, left);
        boats[begin] = boat;
        return begin;
    }

    public int leave(int start) {
        if (start >= boats.length || boats[start] == 0) return 0;
        int boat = boats[start];
        boats[start] = 0;
        int begin = start, end = start + boat;
        int before = beginOf[start];
        if (before + free[size + before] == start) begin = before;
        int after = free[size + end];
        if (after > 0) {
            set(end, 0);
            end += after;
        }
        set(begin, end - begin);
        return boat;
    }

    public int longest() {
        return free[1];
    }
}
