// Mounts, roots and namespaces. Expected: ok.
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <sys/mount.h>
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
    shut("mount", mount("none", "/w", "tmpfs", 0, NULL), EPERM);
    shut("bind", mount("/", "/w", NULL, MS_BIND, NULL), EPERM);
    shut("umount", umount2("/w", MNT_DETACH), EPERM);
    shut("chroot", chroot("/w"), EPERM);
    shut("pivot_root", syscall(SYS_pivot_root, ".", "."), EPERM);
    shut("setns", setns(0, 0), EPERM);
    for (int bit = 0; bit < 32; bit++) shut("unshare", unshare((int)(1u << bit)), EPERM);
    shut("open_tree", syscall(SYS_open_tree, -100, "/", 1), EPERM);
    shut("fsopen", syscall(SYS_fsopen, "tmpfs", 0), EPERM);
    shut("by handle", syscall(SYS_open_by_handle_at, -100, NULL, 0), EPERM);
    return open_doors;
}
