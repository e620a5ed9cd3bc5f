// Has the memory killer take others first. Expected: ok.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
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
    shut("own score", open("/proc/self/oom_score_adj", O_WRONLY), EROFS);
    shut("own score, the old way", open("/proc/self/oom_adj", O_WRONLY), 0);
    shut("PID 1's score", open("/proc/1/oom_score_adj", O_WRONLY), ENOENT);
    return open_doors;
}
