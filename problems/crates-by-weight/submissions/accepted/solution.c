#include <stdio.h>
#include <string.h>

static int is_lighter(int a, int b) {
    char answer[8] = "";
    printf("weigh %d %d\n", a, b);
    fflush(stdout);
    scanf("%7s", answer);
    return strcmp(answer, "lighter") == 0;
}

int main(void) {
    int n, order[500];
    if (scanf("%d", &n) != 1) return 1;
    for (int known = 0; known < n; known++) {
        int crate = known + 1, low = 0, high = known;
        while (low < high) {
            int middle = (low + high) / 2;
            if (is_lighter(crate, order[middle])) high = middle;
            else low = middle + 1;
        }
        memmove(order + low + 1, order + low, (known - low) * sizeof *order);
        order[low] = crate;
    }
    printf("order");
    for (int i = 0; i < n; i++) printf(" %d", order[i]);
    printf("\n");
    fflush(stdout);
    return 0;
}
