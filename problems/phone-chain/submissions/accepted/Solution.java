import java.util.*;

class Solution {
    private record Call(int minutes, long rest) {}

    public long phoneChain(Node leader) {
        List<Node> members = new ArrayList<>(List.of(leader));
        for (int i = 0; i < members.size(); i++) members.addAll(members.get(i).children);
        Call[] calls = new Call[members.size()];
        int end = calls.length;
        for (int i = calls.length - 1; i >= 0; i--) {
            int start = end - members.get(i).children.size();
            Arrays.sort(calls, start, end, (a, b) -> Long.compare(b.rest, a.rest));
            long rest = 0, minute = 0;
            for (int j = start; j < end; j++) {
                minute += calls[j].minutes;
                rest = Math.max(rest, minute + calls[j].rest);
            }
            calls[i] = new Call(members.get(i).val, rest);
            end = start;
        }
        return calls[0].rest;
    }
}
