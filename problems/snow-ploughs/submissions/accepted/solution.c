static long long larger(long long a, long long b) {
    return a > b ? a : b;
}

static bool enough(int* homes, int homesSize, int* ploughs, int ploughsSize, long long time) {
    int home = 0;
    for (int i = 0; i < ploughsSize && home < homesSize; i++) {
        long long left = larger(0, (long long)ploughs[i] - homes[home]);
        if (left > time) return false;
        long long reach = ploughs[i] + larger(time - 2 * left, (time - left) / 2);
        while (home < homesSize && homes[home] <= reach) home++;
    }
    return home == homesSize;
}

long long clearStreet(int* homes, int homesSize, int* ploughs, int ploughsSize) {
    long long least = 0, most = 3000000000;
    while (least < most) {
        long long middle = (least + most) / 2;
        if (enough(homes, homesSize, ploughs, ploughsSize, middle)) most = middle;
        else least = middle + 1;
    }
    return least;
}
