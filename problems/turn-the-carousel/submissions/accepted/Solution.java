class Solution {
    public void turnCarousel(int[] plates, int steps) {
        if (plates.length == 0) return;
        int front = Math.floorMod(steps, plates.length);
        int[] before = plates.clone();
        System.arraycopy(before, plates.length - front, plates, 0, front);
        System.arraycopy(before, 0, plates, front, plates.length - front);
    }
}
