// Leaves memory that belongs to nobody: files in flight between sockets that are themselves in flight in each other, which
// the kernel only finds when it next looks for such garbage. Expected: exit 0, no descriptor can be sent (EPERM).
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>
static char block[1 << 16];
static int pass(int through, int fd) {
    char byte = 0, space[CMSG_SPACE(sizeof fd)];
    struct iovec data = {&byte, 1};
    struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1, .msg_control = space, .msg_controllen = sizeof space};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof fd);
    memcpy(CMSG_DATA(header), &fd, sizeof fd);
    struct mmsghdr many = {.msg_hdr = message};
    int one = sendmsg(through, &message, 0) >= 0 || errno != EPERM;
    int more = sendmmsg(through, &many, 1, 0) >= 0 || errno != EPERM;
    return one + more;
}
int main(void) {
    int passed = 0;
    memset(block, 1, sizeof block);
    for (int i = 0; i < 5; i++) {
        int pair[2], file = memfd_create("f", 0);
        if (file < 0 || socketpair(AF_UNIX, SOCK_STREAM, 0, pair) < 0) return 2;
        for (int j = 0; j < 128; j++)
            if (write(file, block, sizeof block) < 0) return 3;
        passed += pass(pair[0], file) + pass(pair[1], file) + pass(pair[0], pair[0]) + pass(pair[1], pair[1]);
        close(file);
        close(pair[0]);
        close(pair[1]);
    }
    printf("%d\n", passed);
    return 0;
}
