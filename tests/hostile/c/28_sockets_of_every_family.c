// Sockets of every family, named and unnamed. Expected: ok.
#define _GNU_SOURCE
#include <errno.h>
#include <sys/socket.h>
#include <sys/un.h>
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
    for (int family = 0; family < 64; family++)
        for (int kind = 0; kind <= 10; kind++) shut("socket", socket(family, kind, 0), EPERM);
    int pair[2];
    shut("datagrams", socketpair(AF_UNIX, SOCK_DGRAM, 0, pair), EPERM);
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair)) return 2;
    struct sockaddr_un name = {.sun_family = AF_UNIX, .sun_path = "\0gavel"};
    shut("bind", bind(pair[0], (void *)&name, sizeof name), EPERM);
    shut("connect", connect(pair[0], (void *)&name, sizeof name), EPERM);
    shut("listen", listen(pair[0], 1), EPERM);
    struct msghdr message = {0};
    shut("send descriptors", sendmsg(pair[0], &message, 0), EPERM);
    return open_doors;
}
