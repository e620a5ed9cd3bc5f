#include <stdlib.h>

static int compare(const void* a, const void* b) {
    long long x = *(const long long*)a, y = *(const long long*)b;
    return (x > y) - (x < y);
}

// Each place with the number of its lamp in the low 16 bits, in order.
static long long* inOrder(int* places, int count) {
    long long* sorted = malloc(count * sizeof(long long));
    for (int i = 0; i < count; i++) sorted[i] = (long long)places[i] << 16 | i;
    qsort(sorted, count, sizeof(long long), compare);
    return sorted;
}

bool* spareLamps(int* starts, int startsSize, int* ends, int endsSize, int* returnSize) {
    bool* spare = malloc(startsSize);
    for (int i = 0; i < startsSize; i++) spare[i] = true;
    long long *byStart = inOrder(starts, startsSize), *byEnd = inOrder(ends, endsSize);
    int on = 0, lamps = 0, place = 0, started = 0;
    for (int ended = 0; ended < endsSize;) {
        bool start = started < startsSize && byStart[started] >> 16 < byEnd[ended] >> 16;
        long long next = start ? byStart[started++] : byEnd[ended++];
        if (on == 1 && next >> 16 > place) spare[lamps] = false;
        place = next >> 16;
        lamps ^= next & 0xffff;
        on += start ? 1 : -1;
    }
    free(byStart);
    free(byEnd);
    *returnSize = startsSize;
    return spare;
}
