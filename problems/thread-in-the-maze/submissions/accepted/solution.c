#include <stdio.h>
#include <string.h>

static char opposite(char step) {
    switch (step) {
        case 'N': return 'S';
        case 'S': return 'N';
        case 'E': return 'W';
        default: return 'E';
    }
}

int main(void) {
    static char walk[500002], thread[500001];
    if (scanf("%500001s", walk) != 1) return 1;
    int length = 0;
    for (const char *step = walk; *step; step++) {
        if (length > 0 && thread[length - 1] == opposite(*step)) length--;
        else thread[length++] = *step;
    }
    printf("%d\n%.*s\n", length, length, thread);
    return 0;
}
