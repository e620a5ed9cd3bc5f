// Weakens its own protections and reaches for ports of the hardware. Expected: ok.
#define _GNU_SOURCE
#include <errno.h>
#include <sys/personality.h>
#include <sys/syscall.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
static int open_doors;
// Failing is what is wanted; `expected` 0 takes any error.
static void shut(const char *what, long result, int expected) {
    if (result >= 0 || (expected && errno != expected)) {
        printf("%s: result %ld, %s\n", what, result, strerror(errno));
        open_doors = 1;
    }
}
int main(void) {
    shut("no randomisation", personality(ADDR_NO_RANDOMIZE), EPERM);
    shut("all readable is executable", personality(READ_IMPLIES_EXEC), EPERM);
    shut("modify_ldt", syscall(SYS_modify_ldt, 0, NULL, 0), EPERM);
    shut("iopl", syscall(SYS_iopl, 3), EPERM);
    shut("ioperm", syscall(SYS_ioperm, 0x70, 2, 1), EPERM);
    return open_doors;
}
