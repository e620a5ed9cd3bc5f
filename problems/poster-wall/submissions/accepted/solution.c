#include <stdlib.h>

long long largestPoster(int* boards, int boardsSize, int least) {
    int* stack = malloc((boardsSize + 1) * sizeof *stack);
    int top = 0;
    long long largest = 0;
    for (int i = 0; i <= boardsSize; i++) {
        int height = i < boardsSize ? boards[i] : 0;
        while (top > 0 && boards[stack[top - 1]] >= height) {
            long long poster = boards[stack[--top]];
            int width = i - (top > 0 ? stack[top - 1] + 1 : 0);
            if (width >= least && poster * width > largest) largest = poster * width;
        }
        stack[top++] = i;
    }
    free(stack);
    return largest;
}
