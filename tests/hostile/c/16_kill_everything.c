// Kills PID 1, its parent and everything. Expected: ok.
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
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
    shut("kill PID 1", kill(1, SIGKILL), EPERM);
    shut("kill the parent", kill(getppid(), SIGKILL), 0);
    shut("kill all", kill(-1, SIGKILL), 0);
    return open_doors;
}
