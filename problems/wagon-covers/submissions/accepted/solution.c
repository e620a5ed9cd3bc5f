#include <limits.h>
#include <stdlib.h>

static void set(long long* least, int place, long long sum) {
    for (least[place] = sum; place > 1; place /= 2) {
        long long other = least[place ^ 1];
        sum = sum < other ? sum : other;
        least[place / 2] = sum;
    }
}

long long cheapestCovers(int* weights, int weightsSize, int* heights, int heightsSize, int limit) {
    int count = weightsSize, size = 2;
    while (size < count) size *= 2;
    long long* least = malloc(2 * size * sizeof(long long));
    for (int i = 0; i < 2 * size; i++) least[i] = LLONG_MAX;
    long long* best = calloc(count + 1, sizeof(long long));
    int* queue = malloc(count * sizeof(int));
    int front = 0, back = 0, left = 0;
    long long weight = 0;
    for (int i = 0; i < count; i++) {
        weight += weights[i];
        while (weight > limit) weight -= weights[left++];
        while (front < back && queue[front] < left) set(least, size + queue[front++], LLONG_MAX);
        while (front < back && heights[queue[back - 1]] <= heights[i]) set(least, size + queue[--back], LLONG_MAX);
        queue[back++] = i;
        if (back - front > 1) set(least, size + i, best[queue[back - 2] + 1] + heights[i]);
        set(least, size + queue[front], best[left] + heights[queue[front]]);
        best[i + 1] = least[1];
    }
    long long answer = best[count];
    free(least);
    free(best);
    free(queue);
    return answer;
}
