#include <stdlib.h>

struct Change {
    int span, weight;
};

static int compare(const void* a, const void* b) {
    const struct Change *x = a, *y = b;
    if (x->span != y->span) return x->span < y->span ? -1 : 1;
    return (x->weight > y->weight) - (x->weight < y->weight);
}

long long greatestLoad(int** convoys, int convoysSize, int* convoysColSize) {
    struct Change* changes = malloc((2 * convoysSize + 1) * sizeof *changes);
    int count = 0;
    for (int i = 0; i < convoysSize; i++) {
        changes[count++] = (struct Change){convoys[i][0], convoys[i][2]};
        changes[count++] = (struct Change){convoys[i][1] + 1, -convoys[i][2]};
    }
    qsort(changes, count, sizeof *changes, compare);
    long long load = 0, greatest = 0;
    for (int i = 0; i < count; i++) {
        load += changes[i].weight;
        if (load > greatest) greatest = load;
    }
    free(changes);
    return greatest;
}
