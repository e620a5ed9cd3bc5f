// Makes an x32 system call. Expected: restricted.
#include <sys/syscall.h>
#include <unistd.h>
int main(void) {
    syscall(0x40000000 | SYS_getpid);
    return 0;
}
