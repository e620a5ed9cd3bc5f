// io_uring, which no filter looks into. Expected: ok.
#define _GNU_SOURCE
#include <errno.h>
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
    char parameters[256] = {0};
    shut("set up", syscall(SYS_io_uring_setup, 1, parameters), EPERM);
    shut("enter", syscall(SYS_io_uring_enter, 0, 1, 1, 0, NULL, 0), EPERM);
    shut("register", syscall(SYS_io_uring_register, 0, 0, NULL, 0), EPERM);
    return open_doors;
}
