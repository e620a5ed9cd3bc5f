// Large parts of the kernel that no program of a contest needs. Expected: ok.
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
    shut("bpf", syscall(SYS_bpf, 0, NULL, 0), EPERM);
    shut("perf_event_open", syscall(SYS_perf_event_open, NULL, 0, -1, -1, 0), EPERM);
    shut("userfaultfd", syscall(SYS_userfaultfd, 0), EPERM);
    shut("fanotify", syscall(SYS_fanotify_init, 0, 0), EPERM);
    shut("inotify", syscall(SYS_inotify_init1, 0), ENOSYS);
    shut("landlock", syscall(SYS_landlock_create_ruleset, NULL, 0, 0), ENOSYS);
    shut("a filter", syscall(SYS_seccomp, 1, 0, NULL), ENOSYS);
    shut("migrate_pages", syscall(SYS_migrate_pages, 0, 0, NULL, NULL), ENOSYS);
    shut("a call of the future", syscall(999), ENOSYS);
    return open_doors;
}
