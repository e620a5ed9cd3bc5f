#include <stdlib.h>

static int compare(const void* a, const void* b) {
    long long x = *(const long long*)a, y = *(const long long*)b;
    return (x > y) - (x < y);
}

int* pairWithSum(int* numbers, int numbersSize, int target, int* returnSize) {
    // Each is a value and its position; the values are then in order for two pointers.
    long long (*cards)[2] = malloc(sizeof(long long[2]) * numbersSize);
    for (int i = 0; i < numbersSize; i++) {
        cards[i][0] = numbers[i];
        cards[i][1] = i;
    }
    qsort(cards, numbersSize, sizeof *cards, compare);
    int left = 0, right = numbersSize - 1;
    while (cards[left][0] + cards[right][0] != target) {
        if (cards[left][0] + cards[right][0] < target) left++;
        else right--;
    }
    int* pair = malloc(2 * sizeof(int));
    pair[0] = cards[left][1];
    pair[1] = cards[right][1];
    *returnSize = 2;
    free(cards);
    return pair;
}
