// Fills the work directory with bytes, or with names. Expected: ENOSPC, and for one file beyond the limit EFBIG.
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
static char block[1 << 16];
int main(int count, char **arguments) {
    char name[32];
    signal(SIGXFSZ, SIG_IGN);
    memset(block, 1, sizeof block);
    long made = 0;
    for (int i = 0;; i++) {
        snprintf(name, sizeof name, "f%d", i);
        int fd = open(name, O_CREAT | O_WRONLY, 0600);
        if (fd < 0) break;
        made++;
        if (count > 1 && !strcmp(arguments[1], "bytes")) {
            ssize_t written;
            while ((written = write(fd, block, sizeof block)) == sizeof block) {}
            if (written < 0 && errno == ENOSPC) break;
        }
        close(fd);
        if (count > 1 && !strcmp(arguments[1], "one")) break;
    }
    int fd = open("big", O_CREAT | O_WRONLY, 0600);
    int too_big = fd >= 0 && pwrite(fd, "x", 1, 1L << 40) < 0 && errno == EFBIG;
    printf("%ld %s\n", made, too_big ? "EFBIG" : strerror(errno));
    return 0;
}
