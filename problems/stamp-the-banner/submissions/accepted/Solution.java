import java.util.*;

class Solution {
    public Integer cheapestBanner(String banner, String[] stamps, int[] prices) {
        Integer[] cost = new Integer[banner.length() + 1];
        cost[0] = 0;
        for (int i = 0; i < banner.length(); i++) {
            if (cost[i] == null) continue;
            for (int s = 0; s < stamps.length; s++) {
                if (!banner.startsWith(stamps[s], i)) continue;
                int end = i + stamps[s].length();
                int price = cost[i] + prices[s];
                if (cost[end] == null || price < cost[end]) cost[end] = price;
            }
        }
        return cost[banner.length()];
    }
}
