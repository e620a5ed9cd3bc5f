#include <stdlib.h>

struct Place {
    struct TreeNode* node;
    int depth;
};

double sunniestTrail(struct TreeNode* summit, int least) {
    int room = 64, waiting = 0, count = 0, countRoom = 64;
    struct Place* stack = malloc(room * sizeof *stack);
    struct Place* places = malloc(countRoom * sizeof *places);
    stack[waiting++] = (struct Place){summit, 1};
    while (waiting > 0) {
        struct Place place = stack[--waiting];
        if (count == countRoom) places = realloc(places, (countRoom *= 2) * sizeof *places);
        places[count++] = place;
        if (waiting + 2 > room) stack = realloc(stack, (room *= 2) * sizeof *stack);
        if (place.node->right) stack[waiting++] = (struct Place){place.node->right, place.depth + 1};
        if (place.node->left) stack[waiting++] = (struct Place){place.node->left, place.depth + 1};
    }

    // Of the first places on the way down, by their number: the sum, the sum lessened, and the number where that is least.
    long long* sums = calloc(count + 1, sizeof *sums);
    long long* lessened = calloc(count + 1, sizeof *lessened);
    int* lowest = calloc(count + 1, sizeof *lowest);
    long long sum = -10001, length = 1;
    for (;;) {
        long long best = 0, bestSum = 0, bestLength = 0;
        for (int i = 0; i < count; i++) {
            int depth = places[i].depth;
            sums[depth] = sums[depth - 1] + places[i].node->val;
            lessened[depth] = length * sums[depth] - sum * depth;
            lowest[depth] = lessened[depth] < lessened[lowest[depth - 1]] ? depth : lowest[depth - 1];
            if (depth < least) continue;
            int from = lowest[depth - least];
            if (lessened[depth] - lessened[from] > best) {
                best = lessened[depth] - lessened[from];
                bestSum = sums[depth] - sums[from];
                bestLength = depth - from;
            }
        }
        if (best == 0) break;
        sum = bestSum;
        length = bestLength;
    }
    free(stack);
    free(places);
    free(sums);
    free(lessened);
    free(lowest);
    return (double)sum / length;
}
