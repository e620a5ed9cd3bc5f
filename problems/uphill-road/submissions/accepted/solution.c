#include <stdlib.h>

static void push(int* heap, int size, int height) {
    int place = size;
    for (; place > 0 && heap[(place - 1) / 2] < height; place = (place - 1) / 2) heap[place] = heap[(place - 1) / 2];
    heap[place] = height;
}

static void replaceTop(int* heap, int size, int height) {
    int place = 0;
    for (int child; (child = 2 * place + 1) < size; place = child) {
        if (child + 1 < size && heap[child + 1] > heap[child]) child++;
        if (heap[child] <= height) break;
        heap[place] = heap[child];
    }
    heap[place] = height;
}

long long uphillRoad(int* heights, int heightsSize) {
    int* bends = malloc((heightsSize + 1) * sizeof *bends);
    long long cost = 0;
    for (int i = 0; i < heightsSize; i++) {
        push(bends, i, heights[i]);
        if (bends[0] > heights[i]) {
            cost += (long long)bends[0] - heights[i];
            replaceTop(bends, i + 1, heights[i]);
        }
    }
    free(bends);
    return cost;
}
