// Shared memory, semaphores and queues of the host. Expected: ok.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
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
    shut("shmget", shmget(1234, 4096, IPC_CREAT | 0666), EPERM);
    shut("semget", semget(1234, 1, IPC_CREAT | 0666), EPERM);
    shut("msgget", msgget(1234, IPC_CREAT | 0666), EPERM);
    shut("mq_open", syscall(SYS_mq_open, "q", O_CREAT | O_RDWR, 0666, NULL), EPERM);
    shut("mq_unlink", syscall(SYS_mq_unlink, "q"), EPERM);
    return open_doors;
}
