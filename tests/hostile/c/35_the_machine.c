// The machine itself: kernel, modules, swap, clock. Expected: ok.
#define _GNU_SOURCE
#include <errno.h>
#include <sys/syscall.h>
#include <sys/time.h>
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
    shut("kexec_load", syscall(SYS_kexec_load, 0, 0, NULL, 0), EPERM);
    shut("kexec_file_load", syscall(SYS_kexec_file_load, 0, 0, 0, NULL, 0), EPERM);
    shut("init_module", syscall(SYS_init_module, NULL, 0, ""), EPERM);
    shut("finit_module", syscall(SYS_finit_module, 0, "", 0), EPERM);
    shut("delete_module", syscall(SYS_delete_module, "x", 0), EPERM);
    shut("reboot", syscall(SYS_reboot, 0xfee1dead, 672274793, 0x1234567, NULL), EPERM);
    shut("swapon", syscall(SYS_swapon, "/w/main", 0), EPERM);
    shut("acct", syscall(SYS_acct, "/w/main"), EPERM);
    shut("quotactl", syscall(SYS_quotactl, 0, "", 0, NULL), EPERM);
    shut("sethostname", sethostname("x", 1), EPERM);
    shut("syslog", syscall(SYS_syslog, 3, NULL, 0), EPERM);
    shut("sync", syscall(SYS_syncfs, 0), EPERM);
    return open_doors;
}
