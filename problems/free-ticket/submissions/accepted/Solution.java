import java.util.*;

class Solution {
    private record Ride(int station, long price) {}

    private List<List<Ride>> rides;

    public Long cheapestTrip(int stations, int[][] tracks, int start, int goal) {
        if (start == goal) return 0L;
        rides = new ArrayList<>();
        for (int i = 0; i < stations; i++) rides.add(new ArrayList<>());
        for (int[] track : tracks) {
            rides.get(track[0]).add(new Ride(track[1], track[2]));
            rides.get(track[1]).add(new Ride(track[0], track[2]));
        }
        long[] before = pricesFrom(start), after = pricesFrom(goal);
        long least = Long.MAX_VALUE;
        for (int one = 0; one < stations; one++) {
            if (before[one] == Long.MAX_VALUE) continue;
            for (Ride ride : rides.get(one)) {
                long rest = after[ride.station];
                if (rest < Long.MAX_VALUE) least = Math.min(least, before[one] + rest);
            }
        }
        return least == Long.MAX_VALUE ? null : least;
    }

    private long[] pricesFrom(int station) {
        long[] prices = new long[rides.size()];
        Arrays.fill(prices, Long.MAX_VALUE);
        prices[station] = 0;
        Queue<Ride> waiting = new PriorityQueue<>(Comparator.comparingLong(Ride::price));
        waiting.add(new Ride(station, 0));
        while (!waiting.isEmpty()) {
            Ride here = waiting.poll();
            if (here.price > prices[here.station]) continue;
            for (Ride ride : rides.get(here.station)) {
                long price = here.price + ride.price;
                if (price >= prices[ride.station]) continue;
                prices[ride.station] = price;
                waiting.add(new Ride(ride.station, price));
            }
        }
        return prices;
    }
}
