// Descriptors until there can be no more. Expected: ok.
#include <errno.h>
#include <stdio.h>
#include <unistd.h>
int main(void) {
    int last = 2, next;
    while ((next = dup(0)) >= 0) last = next;
    if (errno != EMFILE || last > 255) printf("descriptor %d, then %d\n", last, errno);
    return errno != EMFILE || last > 255;
}
