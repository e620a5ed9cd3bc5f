#include <stdlib.h>

struct TreeNode* turnTree(struct TreeNode* root) {
    int room = 64, count = 0;
    struct TreeNode** waiting = malloc(room * sizeof *waiting);
    if (root) waiting[count++] = root;
    while (count > 0) {
        struct TreeNode* node = waiting[--count];
        struct TreeNode* left = node->left;
        node->left = node->right;
        node->right = left;
        if (count + 2 > room) {
            room *= 2;
            waiting = realloc(waiting, room * sizeof *waiting);
        }
        if (node->left) waiting[count++] = node->left;
        if (node->right) waiting[count++] = node->right;
    }
    free(waiting);
    return root;
}
