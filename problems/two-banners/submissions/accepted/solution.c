#include <stdlib.h>

enum { FARMS_MAX = 100000 };

int** twoBanners(struct Node* farm, int* returnSize, int** returnColumnSizes) {
    // 0: none yet, 1 and 2: the colours.
    char* colour = calloc(FARMS_MAX + 1, 1);
    struct Node** queue = malloc(FARMS_MAX * sizeof *queue);
    int** groups = malloc(2 * sizeof *groups);
    int* sizes = calloc(2, sizeof *sizes);
    for (int i = 0; i < 2; i++) groups[i] = malloc(FARMS_MAX * sizeof(int));
    int count = 1;
    queue[0] = farm;
    colour[farm->val] = 1;
    bool possible = true;
    for (int i = 0; i < count; i++) {
        int mine = colour[queue[i]->val];
        groups[mine - 1][sizes[mine - 1]++] = queue[i]->val;
        for (int j = 0; j < queue[i]->numNeighbors; j++) {
            struct Node* other = queue[i]->neighbors[j];
            if (colour[other->val] == mine) possible = false;
            if (colour[other->val]) continue;
            colour[other->val] = 3 - mine;
            queue[count++] = other;
        }
    }
    free(colour);
    free(queue);
    *returnSize = possible ? 2 : 0;
    *returnColumnSizes = sizes;
    return groups;
}
