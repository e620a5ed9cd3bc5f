// Takes the CPU before others, or more of them. Expected: ok.
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <sys/resource.h>
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
    shut("priority", setpriority(PRIO_PROCESS, 0, -20), EPERM);
    shut("another's priority", setpriority(PRIO_USER, 0, 19), EPERM);
    struct sched_param highest = {.sched_priority = 99};
    shut("real time", syscall(SYS_sched_setscheduler, 0, SCHED_FIFO, &highest), EPERM);
    shut("idle", syscall(SYS_sched_setscheduler, 0, SCHED_IDLE, &(struct sched_param){0}), EPERM);
    cpu_set_t all;
    memset(&all, 0xff, sizeof all);
    shut("more CPUs", sched_setaffinity(0, sizeof all, &all), EPERM);
    shut("input and output first", syscall(SYS_ioprio_set, 1, 0, 0), EPERM);
    shut("nice", nice(-1), 0);
    return open_doors;
}
