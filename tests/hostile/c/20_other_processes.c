// Reads what /proc has of others. Expected: ok.
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
    shut("memory", open("/proc/1/mem", O_RDONLY), ENOENT);
    shut("environment", open("/proc/1/environ", O_RDONLY), ENOENT);
    shut("root", open("/proc/1/root", O_RDONLY), ENOENT);
    shut("descriptors", open("/proc/1/fd", O_RDONLY), ENOENT);
    shut("current directory", open("/proc/1/cwd", O_RDONLY), ENOENT);
    shut("the kernel's parameters", open("/proc/sys", O_RDONLY), ENOENT);
    shut("the kernel's log", open("/proc/kmsg", O_RDONLY), ENOENT);
    shut("the kernel's memory", open("/proc/kcore", O_RDONLY), ENOENT);
    shut("what hangs the machine up", open("/proc/sysrq-trigger", O_WRONLY), ENOENT);
    shut("mounts of all", open("/proc/1/mountinfo", O_RDONLY), ENOENT);
    return open_doors;
}
