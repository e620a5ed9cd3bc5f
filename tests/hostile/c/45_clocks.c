// Turns the clocks that its time is taken by. Expected: ok.
#define _GNU_SOURCE
#include <errno.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timex.h>
#include <time.h>
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
    struct timeval past = {0};
    struct timespec old = {0};
    struct timex nothing = {.modes = ADJ_TICK, .tick = 9000};
    shut("settimeofday", settimeofday(&past, NULL), EPERM);
    shut("clock_settime", clock_settime(CLOCK_REALTIME, &old), EPERM);
    shut("adjtimex", syscall(SYS_adjtimex, &nothing), EPERM);
    shut("clock_adjtime", syscall(SYS_clock_adjtime, CLOCK_REALTIME, &nothing), EPERM);
    return open_doors;
}
