// Recursion without end. Expected: runtime_error.
#include <stdlib.h>
static int deeper(volatile char *before) {
    volatile char here[4096];
    here[0] = before ? before[0] : 1;
    return deeper(here) + here[0];
}
int main(void) {
    return deeper(NULL);
}
