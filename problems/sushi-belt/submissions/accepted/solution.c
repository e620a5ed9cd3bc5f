#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef char Dish[11];

int main(void) {
    int n, q, at = 0;
    if (scanf("%d %d", &n, &q) != 2) return 1;
    Dish *plates = malloc(n * sizeof(Dish));
    for (int i = 0; i < n; i++) scanf("%10s", plates[i]);
    while (q-- > 0) {
        char event[5];
        scanf("%4s", event);
        if (event[0] == 't') {
            int k;
            scanf("%d", &k);
            at = ((at + k) % n + n) % n;
            continue;
        }
        puts(plates[at]);
        if (event[0] == 's') scanf("%10s", plates[at]);
    }
    free(plates);
    return 0;
}
