// A device or a host file where its output is taken from. Expected: ok.
#define _GNU_SOURCE
#include <errno.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
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
    shut("a device", mknod("out", S_IFCHR | 0666, makedev(1, 3)), EPERM);
    shut("a disk", mknod("out", S_IFBLK | 0666, makedev(254, 0)), EPERM);
    shut("a hard link", link("/usr/bin/true", "out"), 0);
    return open_doors;
}
