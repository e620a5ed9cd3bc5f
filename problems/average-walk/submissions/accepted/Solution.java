import java.util.*;

class Solution {
    private record House(double place, int people) {}

    public double averageWalk(double[][] houses, int[] people) {
        double all = 0, sum = 0;
        for (int count : people) all += count;
        if (all < 2) return 0;
        House[] line = new House[houses.length];
        for (int axis = 0; axis < 2; axis++) {
            for (int i = 0; i < line.length; i++) line[i] = new House(houses[i][axis], people[i]);
            Arrays.sort(line, Comparator.comparingDouble(House::place));
            double before = 0;
            for (int i = 0; i + 1 < line.length; i++) {
                before += line[i].people();
                sum += (line[i + 1].place() - line[i].place()) * before * (all - before);
            }
        }
        return sum / (all * (all - 1) / 2);
    }
}
