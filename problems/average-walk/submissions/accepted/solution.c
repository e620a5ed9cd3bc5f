#include <stdlib.h>

struct House {
    double place;
    int people;
};

static int byPlace(const void* a, const void* b) {
    double x = ((const struct House*)a)->place, y = ((const struct House*)b)->place;
    return (x > y) - (x < y);
}

double averageWalk(double** houses, int housesSize, int* housesColSize, int* people, int peopleSize) {
    double all = 0;
    for (int i = 0; i < peopleSize; i++) all += people[i];
    if (all < 2) return 0;
    struct House* line = malloc(housesSize * sizeof *line);
    double sum = 0;
    for (int axis = 0; axis < 2; axis++) {
        for (int i = 0; i < housesSize; i++) line[i] = (struct House){houses[i][axis], people[i]};
        qsort(line, housesSize, sizeof *line, byPlace);
        double before = 0;
        for (int i = 0; i + 1 < housesSize; i++) {
            before += line[i].people;
            sum += (line[i + 1].place - line[i].place) * before * (all - before);
        }
    }
    free(line);
    return sum / (all * (all - 1) / 2);
}
