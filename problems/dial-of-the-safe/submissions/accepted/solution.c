#include <stdio.h>
#include <string.h>

int main(void) {
    int low = 1, high;
    char answer[8] = "";
    if (scanf("%d", &high) != 1) return 1;
    while (strcmp(answer, "open") != 0) {
        int middle = low + (high - low) / 2;
        printf("try %d\n", middle);
        fflush(stdout);
        if (scanf("%7s", answer) != 1) return 1;
        if (strcmp(answer, "higher") == 0) low = middle + 1;
        else high = middle - 1;
    }
    return 0;
}
