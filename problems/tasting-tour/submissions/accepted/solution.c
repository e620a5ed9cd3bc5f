#include <stdlib.h>
#include <string.h>

struct Stall {
    char* name;
    int place;
};

static int compare(const void* a, const void* b) {
    return strcmp(((const struct Stall*)a)->name, ((const struct Stall*)b)->name);
}

// Gives each stall the number of its dish.
static int* dishNumbers(char** stalls, int size) {
    struct Stall* sorted = malloc((size + 1) * sizeof *sorted);
    for (int i = 0; i < size; i++) sorted[i] = (struct Stall){stalls[i], i};
    qsort(sorted, size, sizeof *sorted, compare);
    int* numbers = malloc((size + 1) * sizeof *numbers);
    for (int i = 0, number = 0; i < size; i++) {
        if (i > 0 && compare(&sorted[i - 1], &sorted[i]) != 0) number++;
        numbers[sorted[i].place] = number;
    }
    free(sorted);
    return numbers;
}

long long countTours(char** stalls, int stallsSize, int most) {
    int* dishes = dishNumbers(stalls, stallsSize);
    int* counts = calloc(stallsSize + 1, sizeof *counts);
    long long tours = 0;
    for (int end = 0, start = 0, different = 0; end < stallsSize; end++) {
        if (counts[dishes[end]]++ == 0) different++;
        while (different > most)
            if (--counts[dishes[start++]] == 0) different--;
        tours += end - start + 1;
    }
    free(counts);
    free(dishes);
    return tours;
}
