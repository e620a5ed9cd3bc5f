// The kernel's keyrings, which users share. Expected: ok.
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
    shut("own keyring", syscall(SYS_keyctl, 0, -3, 0), EPERM);
    shut("the user's keyring", syscall(SYS_keyctl, 0, -4, 0), EPERM);
    shut("add", syscall(SYS_add_key, "user", "x", "x", 1, -4), EPERM);
    shut("request", syscall(SYS_request_key, "user", "x", NULL, -4), EPERM);
    return open_doors;
}
