// Counts what it was given and what it can open. Expected: 3 open, EMFILE at the limit, output opened by name works.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
int main(void) {
    int given = 0, opened = 0;
    for (int fd = 0; fd < 1024; fd++) given += fcntl(fd, F_GETFD) >= 0;
    int by_name = open("/dev/stdout", O_WRONLY), in = open("/dev/stdin", O_RDONLY);
    dprintf(by_name, "by name %d\n", in >= 0);
    close(by_name);
    close(in);
    while (open("/dev/null", O_RDWR) >= 0) opened++;
    printf("%d %d %s\n", given, opened, errno == EMFILE ? "EMFILE" : strerror(errno));
    return 0;
}
