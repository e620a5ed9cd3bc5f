#include <stdint.h>
#include <stdio.h>

static char plates[100000][11];

int main(void) {
    int n, q;
    uint32_t turned = 0;
    scanf("%d %d", &n, &q);
    for (int i = 0; i < n; i++) scanf("%10s", plates[i]);
    while (q-- > 0) {
        char event[5];
        scanf("%4s", event);
        if (event[0] == 't') {
            int k;
            scanf("%d", &k);
            turned += (uint32_t)k;
            continue;
        }
        int at = ((int32_t)turned % n + n) % n;
        puts(plates[at]);
        if (event[0] == 's') scanf("%10s", plates[at]);
    }
    return 0;
}
