// Reaches the internet and the address where clouds keep keys. Expected: ok.
#define _GNU_SOURCE
#include <errno.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
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
    shut("TCP", socket(AF_INET, SOCK_STREAM, 0), EPERM);
    shut("UDP", socket(AF_INET, SOCK_DGRAM, 0), EPERM);
    shut("TCP over IPv6", socket(AF_INET6, SOCK_STREAM, 0), EPERM);
    shut("raw", socket(AF_INET, SOCK_RAW, IPPROTO_ICMP), EPERM);
    struct sockaddr_in keys = {.sin_family = AF_INET, .sin_port = htons(80), .sin_addr.s_addr = inet_addr("169.254.169.254")};
    for (int fd = 0; fd < 8; fd++) shut("connect", connect(fd, (void *)&keys, sizeof keys), EPERM);
    return open_doors;
}
