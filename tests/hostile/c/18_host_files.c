// Reads the files of the host. Expected: ok.
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
    shut("passwd", open("/etc/passwd", O_RDONLY), ENOENT);
    shut("shadow", open("/etc/shadow", O_RDONLY), ENOENT);
    shut("hostname", open("/etc/hostname", O_RDONLY), ENOENT);
    shut("the name servers", open("/etc/resolv.conf", O_RDONLY), ENOENT);
    shut("ssh keys", open("/root/.ssh", O_RDONLY), 0);
    shut("homes", open("/home", O_RDONLY), ENOENT);
    shut("disks", open("/dev/vda", O_RDONLY), ENOENT);
    shut("memory", open("/dev/mem", O_RDONLY), ENOENT);
    shut("the kernel's log", open("/dev/kmsg", O_RDONLY), ENOENT);
    shut("cgroups", open("/sys/fs/cgroup", O_RDONLY), ENOENT);
    shut("sockets", open("/run", O_RDONLY), ENOENT);
    return open_doors;
}
