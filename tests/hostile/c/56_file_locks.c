// Locks and leases on files that all sandboxes see. Expected: ok.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
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
    int shared = open("/usr", O_RDONLY | O_DIRECTORY);
    struct flock lock = {.l_type = F_RDLCK};
    shut("flock", flock(shared, LOCK_SH), ENOLCK);
    shut("lock", fcntl(shared, F_SETLK, &lock), ENOLCK);
    shut("ask for locks", fcntl(shared, F_GETLK, &lock), ENOLCK);
    shut("open file lock", fcntl(shared, F_OFD_SETLK, &lock), ENOLCK);
    shut("lease", fcntl(shared, F_SETLEASE, F_RDLCK), ENOLCK);
    shut("notify", fcntl(shared, F_NOTIFY, 1), ENOLCK);
    int space = open("/proc/self/ns/net", O_RDONLY);
    shut("lock a namespace", flock(space, LOCK_EX), 0);
    return open_doors;
}
