#include <stdlib.h>

static int byStart(const void* a, const void* b) {
    const int *x = *(int* const*)a, *y = *(int* const*)b;
    return (x[0] > y[0]) - (x[0] < y[0]);
}

int** quietGaps(int** noises, int noisesSize, int* noisesColSize, int opens, int closes, int shortest, int* returnSize, int** returnColumnSizes) {
    qsort(noises, noisesSize, sizeof *noises, byStart);
    int** gaps = malloc((noisesSize + 1) * sizeof *gaps);
    *returnColumnSizes = malloc((noisesSize + 1) * sizeof(int));
    *returnSize = 0;
    int quiet = opens;
    for (int i = 0; i <= noisesSize; i++) {
        int start = i < noisesSize && noises[i][0] < closes ? noises[i][0] : closes;
        if (start - quiet >= shortest) {
            int* gap = malloc(2 * sizeof(int));
            gap[0] = quiet;
            gap[1] = start;
            (*returnColumnSizes)[*returnSize] = 2;
            gaps[(*returnSize)++] = gap;
        }
        if (i < noisesSize && noises[i][1] > quiet) quiet = noises[i][1];
        if (start == closes) break;
    }
    return gaps;
}
