#include <limits.h>
#include <stdlib.h>

struct Entry {
    long long price;
    int station;
};

static struct Entry* heap;
static int heapSize;

static void push(long long price, int station) {
    int place = heapSize++;
    for (; place > 0 && heap[(place - 1) / 2].price > price; place = (place - 1) / 2) heap[place] = heap[(place - 1) / 2];
    heap[place] = (struct Entry){price, station};
}

static struct Entry pop(void) {
    struct Entry top = heap[0], last = heap[--heapSize];
    int place = 0;
    for (int child; (child = 2 * place + 1) < heapSize; place = child) {
        if (child + 1 < heapSize && heap[child + 1].price < heap[child].price) child++;
        if (heap[child].price >= last.price) break;
        heap[place] = heap[child];
    }
    heap[place] = last;
    return top;
}

// The rides from station s are those from first[s] to first[s + 1] - 1, each the other station and the price.
static long long* pricesFrom(int from, int stations, const int* first, int (*rides)[2]) {
    long long* prices = malloc(stations * sizeof *prices);
    for (int s = 0; s < stations; s++) prices[s] = LLONG_MAX;
    prices[from] = 0;
    push(0, from);
    while (heapSize > 0) {
        struct Entry here = pop();
        if (here.price > prices[here.station]) continue;
        for (int i = first[here.station]; i < first[here.station + 1]; i++) {
            long long price = here.price + rides[i][1];
            if (price >= prices[rides[i][0]]) continue;
            prices[rides[i][0]] = price;
            push(price, rides[i][0]);
        }
    }
    return prices;
}

long long* cheapestTrip(int stations, int** tracks, int tracksSize, int* tracksColSize, int start, int goal) {
    int* first = calloc(stations + 2, sizeof *first);
    for (int i = 0; i < tracksSize; i++) {
        first[tracks[i][0] + 1]++;
        first[tracks[i][1] + 1]++;
    }
    for (int s = 0; s < stations; s++) first[s + 1] += first[s];
    int (*rides)[2] = malloc((2 * tracksSize + 1) * sizeof *rides);
    int* next = malloc((stations + 1) * sizeof *next);
    for (int s = 0; s < stations; s++) next[s] = first[s];
    for (int i = 0; i < tracksSize; i++) {
        for (int j = 0; j < 2; j++) {
            int* ride = rides[next[tracks[i][j]]++];
            ride[0] = tracks[i][1 - j];
            ride[1] = tracks[i][2];
        }
    }
    heap = malloc((2 * tracksSize + 1) * sizeof *heap);
    long long* before = pricesFrom(start, stations, first, rides);
    long long* after = pricesFrom(goal, stations, first, rides);
    long long least = start == goal ? 0 : LLONG_MAX;
    for (int i = 0; i < tracksSize; i++) {
        for (int j = 0; j < 2; j++) {
            long long one = before[tracks[i][j]], other = after[tracks[i][1 - j]];
            if (one < LLONG_MAX && other < LLONG_MAX && one + other < least) least = one + other;
        }
    }
    free(first);
    free(rides);
    free(next);
    free(heap);
    free(before);
    free(after);
    if (least == LLONG_MAX) return NULL;
    long long* answer = malloc(sizeof *answer);
    *answer = least;
    return answer;
}
