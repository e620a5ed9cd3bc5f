#include <stdlib.h>

void addFlows(struct TreeNode* mouth) {
    if (!mouth) return;
    int room = 64, count = 0;
    struct TreeNode** places = malloc(room * sizeof *places);
    places[count++] = mouth;
    for (int i = 0; i < count; i++) {
        if (count + 2 > room) places = realloc(places, (room *= 2) * sizeof *places);
        if (places[i]->left) places[count++] = places[i]->left;
        if (places[i]->right) places[count++] = places[i]->right;
    }
    while (count > 0) {
        struct TreeNode* place = places[--count];
        if (place->left) place->val += place->left->val;
        if (place->right) place->val += place->right->val;
    }
    free(places);
}
