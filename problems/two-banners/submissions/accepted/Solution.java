import java.util.*;

class Solution {
    public int[][] twoBanners(Node farm) {
        Map<Node, Integer> group = new HashMap<>(Map.of(farm, 0));
        List<List<Integer>> groups = List.of(new ArrayList<>(), new ArrayList<>());
        Deque<Node> queue = new ArrayDeque<>(List.of(farm));
        while (!queue.isEmpty()) {
            Node here = queue.poll();
            int mine = group.get(here);
            groups.get(mine).add(here.val);
            for (Node other : here.neighbors) {
                Integer theirs = group.putIfAbsent(other, 1 - mine);
                if (theirs == null) queue.add(other);
                else if (theirs == mine) return new int[0][];
            }
        }
        int[][] banners = new int[2][];
        for (int i = 0; i < 2; i++) banners[i] = groups.get(i).stream().mapToInt(number -> number).toArray();
        return banners;
    }
}
