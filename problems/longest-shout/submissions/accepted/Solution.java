class Solution {
    public String longestShout(String message) {
        String small = message.toLowerCase();
        String longest = "";
        for (int start = 0, end; start < small.length(); start = end) {
            end = start + 1;
            while (end < small.length() && small.charAt(end) == small.charAt(start)) end++;
            if (small.charAt(start) != ' ' && end - start > longest.length()) longest = message.substring(start, end);
        }
        return longest;
    }
}
