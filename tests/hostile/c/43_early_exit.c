// Ends before it begins, and once more when it ends. Expected: ok.
#include <stdlib.h>
#include <unistd.h>
static void last(void) {
    _exit(0);
}
__attribute__((constructor)) static void first(void) {
    atexit(last);
    exit(1);
}
int main(void) {
    return 1;
}
