static long long larger(long long a, long long b) {
    return a > b ? a : b;
}

long long bestEvenings(int* gains, int gainsSize) {
    long long third = 0, second = 0, best = 0, yesterday = 0;
    for (int i = 0; i < gainsSize; i++) {
        long long now = larger(best, larger(second, third + yesterday) + gains[i]);
        third = second;
        second = best;
        best = now;
        yesterday = gains[i];
    }
    return best;
}
