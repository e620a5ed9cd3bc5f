class Solution {
    private boolean enough(int[] homes, int[] ploughs, long time) {
        int home = 0;
        for (long plough : ploughs) {
            if (home == homes.length) break;
            long left = Math.max(0, plough - homes[home]);
            if (left > time) return false;
            long reach = plough + Math.max(time - 2 * left, (time - left) / 2);
            while (home < homes.length && homes[home] <= reach) home++;
        }
        return home == homes.length;
    }

    public long clearStreet(int[] homes, int[] ploughs) {
        long least = 0, most = 3_000_000_000L;
        while (least < most) {
            long middle = (least + most) / 2;
            if (enough(homes, ploughs, middle)) most = middle;
            else least = middle + 1;
        }
        return least;
    }
}
