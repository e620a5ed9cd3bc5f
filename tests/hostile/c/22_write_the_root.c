// Writes to the root, the toolchain and the mounts. Expected: ok.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
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
    shut("/usr", open("/usr/x", O_CREAT | O_WRONLY, 0600), EROFS);
    shut("a compiler", open("/usr/bin/gcc", O_WRONLY), 0);
    shut("/", open("/x", O_CREAT | O_WRONLY, 0600), EROFS);
    shut("/dev", open("/dev/x", O_CREAT | O_WRONLY, 0600), EROFS);
    shut("/proc", open("/proc/x", O_CREAT | O_WRONLY, 0600), 0);
    shut("a directory in /", mkdir("/x", 0700), EROFS);
    shut("remount", mount(NULL, "/usr", NULL, MS_REMOUNT | MS_BIND, NULL), EPERM);
    shut("mode of a compiler", chmod("/usr/bin/gcc", 0777), 0);
    shut("remove a compiler", unlink("/usr/bin/gcc"), 0);
    return open_doors;
}
