// Changes the work directory itself and what was placed in it. Expected: ok.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
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
    shut("chmod", chmod("/w", 0777), EPERM);
    shut("chown", chown("/w", getuid(), getgid()), EPERM);
    shut("rename", rename("/w", "/v"), 0);
    shut("rmdir", rmdir("/w"), 0);
    shut("attribute", setxattr("/w", "user.x", "x", 1, 0), 0);
    shut("own program", open("/w/main", O_WRONLY), 0);
    shut("remove own program", unlink("/w/main"), 0);
    shut("rename own program", rename("/w/main", "/w/other"), 0);
    shut("mode of own program", chmod("/w/main", 0777), EPERM);
    return open_doors;
}
