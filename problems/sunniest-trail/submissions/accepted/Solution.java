import java.util.*;

class Solution {
    private record Place(TreeNode node, int depth) {}

    public double sunniestTrail(TreeNode summit, int least) {
        List<Place> places = new ArrayList<>();
        Deque<Place> waiting = new ArrayDeque<>();
        waiting.push(new Place(summit, 1));
        while (!waiting.isEmpty()) {
            Place place = waiting.pop();
            places.add(place);
            TreeNode left = place.node.left, right = place.node.right;
            if (right != null) waiting.push(new Place(right, place.depth + 1));
            if (left != null) waiting.push(new Place(left, place.depth + 1));
        }

        // Of the first places on the way down, by their number: the sum, the sum lessened, and the number where that is least.
        long[] sums = new long[places.size() + 1];
        long[] lessened = new long[places.size() + 1];
        int[] lowest = new int[places.size() + 1];
        long sum = -10001, length = 1;
        while (true) {
            long best = 0, bestSum = 0, bestLength = 0;
            for (Place place : places) {
                int depth = place.depth;
                sums[depth] = sums[depth - 1] + place.node.val;
                lessened[depth] = length * sums[depth] - sum * depth;
                int before = lowest[depth - 1];
                lowest[depth] = lessened[depth] < lessened[before] ? depth : before;
                if (depth < least) continue;
                int from = lowest[depth - least];
                if (lessened[depth] - lessened[from] > best) {
                    best = lessened[depth] - lessened[from];
                    bestSum = sums[depth] - sums[from];
                    bestLength = depth - from;
                }
            }
            if (best == 0) return (double) sum / length;
            sum = bestSum;
            length = bestLength;
        }
    }
}
