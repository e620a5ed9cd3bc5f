// Tries every door that must be shut and names those that are not. Expected: exit 0 and no output.
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/personality.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/xattr.h>
#include <unistd.h>

static int open_doors;
static void shut(const char *name, long result, int expected) {
    if (result >= 0 || (expected && errno != expected)) {
        printf("%s: result %ld, %s\n", name, result, strerror(errno));
        open_doors = 1;
    }
}

static void network(void) {
    for (int family = 0; family < 64; family++)
        for (int kind = 0; kind <= 10; kind++) shut("socket", socket(family, kind, 0), EPERM);
    int pair[2];
    shut("datagram pair", socketpair(AF_UNIX, SOCK_DGRAM, 0, pair), EPERM);
    for (int family = 2; family < 64; family++) shut("pair", socketpair(family, SOCK_STREAM, 0, pair), EPERM);
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0) {
        struct sockaddr_un name = {.sun_family = AF_UNIX, .sun_path = "\0gavel"};
        shut("bind", bind(pair[0], (void *)&name, sizeof name), EPERM);
        shut("connect", connect(pair[0], (void *)&name, sizeof name), EPERM);
    } else {
        shut("stream pair must work", 0, 0);
    }
}

static void kernel(void) {
    shut("unshare", unshare(CLONE_NEWUSER), EPERM);
    shut("clone", syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0), EPERM);
    shut("clone3", syscall(SYS_clone3, NULL, 0), ENOSYS);
    shut("setns", setns(0, 0), EPERM);
    shut("mount", mount("none", "/w", "tmpfs", 0, NULL), EPERM);
    shut("umount", umount2("/w", MNT_DETACH), EPERM);
    shut("chroot", chroot("/w"), EPERM);
    shut("pivot_root", syscall(SYS_pivot_root, ".", "."), EPERM);
    shut("ptrace", ptrace(PTRACE_TRACEME, 0, 0, 0), EPERM);
    shut("process_vm_readv", syscall(SYS_process_vm_readv, 1, NULL, 0, NULL, 0, 0), EPERM);
    shut("pidfd_getfd", syscall(SYS_pidfd_getfd, 0, 0, 0), EPERM);
    shut("keyctl", syscall(SYS_keyctl, 0, -4, 0), EPERM);
    shut("add_key", syscall(SYS_add_key, "user", "x", "x", 1, -4), EPERM);
    shut("bpf", syscall(SYS_bpf, 0, NULL, 0), EPERM);
    shut("perf_event_open", syscall(SYS_perf_event_open, NULL, 0, -1, -1, 0), EPERM);
    shut("userfaultfd", syscall(SYS_userfaultfd, 0), EPERM);
    shut("io_uring_setup", syscall(SYS_io_uring_setup, 1, NULL), EPERM);
    shut("shmget", shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600), EPERM);
    shut("mq_open", syscall(SYS_mq_open, "q", O_CREAT | O_RDWR, 0600, NULL), EPERM);
    shut("personality", personality(ADDR_NO_RANDOMIZE), EPERM);
    shut("modify_ldt", syscall(SYS_modify_ldt, 0, NULL, 0), EPERM);
    shut("iopl", syscall(SYS_iopl, 3), EPERM);
    shut("reboot", syscall(SYS_reboot, 0, 0, 0, 0), EPERM);
    shut("sethostname", sethostname("x", 1), EPERM);
    shut("setpriority", setpriority(PRIO_PROCESS, 0, -5), EPERM);
    struct sched_param param = {.sched_priority = 1};
    shut("sched_setscheduler", syscall(SYS_sched_setscheduler, 0, SCHED_FIFO, &param), EPERM);
    cpu_set_t all;
    memset(&all, 0xff, sizeof all);
    shut("sched_setaffinity", sched_setaffinity(0, sizeof all, &all), EPERM);
    shut("inotify", syscall(SYS_inotify_init1, 0), ENOSYS);
    shut("fanotify", syscall(SYS_fanotify_init, 0, 0), EPERM);
    shut("unknown call", syscall(900), ENOSYS);
    shut("huge pages", mmap(NULL, 1 << 21, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB, -1, 0) == MAP_FAILED ? -1 : 0, ENOMEM);
}

static void files(void) {
    shut("passwd", open("/etc/passwd", O_RDONLY), ENOENT);
    shut("shadow", open("/etc/shadow", O_RDONLY), ENOENT);
    shut("another process", open("/proc/1/status", O_RDONLY), ENOENT);
    shut("init's memory", open("/proc/1/mem", O_RDONLY), ENOENT);
    shut("init's root", open("/proc/1/root", O_RDONLY), ENOENT);
    shut("sysctl", open("/proc/sys/kernel/hostname", O_RDONLY), ENOENT);
    shut("own memory by file", open("/proc/self/mem", O_RDWR), EROFS);
    shut("own score", open("/proc/self/oom_score_adj", O_RDWR), EROFS);
    shut("write /usr", open("/usr/x", O_CREAT | O_WRONLY, 0600), EROFS);
    shut("write /", open("/x", O_CREAT | O_WRONLY, 0600), EROFS);
    shut("write /dev", open("/dev/x", O_CREAT | O_WRONLY, 0600), EROFS);
    shut("device", mknod("/w/null", S_IFCHR | 0666, 0x103), EPERM);
    shut("chmod /w", chmod("/w", 0777), EPERM);
    shut("setxattr /w", setxattr("/w", "user.x", "x", 1, 0), 0);
    shut("rename /w", rename("/w", "/v"), 0);
    shut("session's file", open("/w/main", O_WRONLY), 0);
    shut("remove session's file", unlink("/w/main"), 0);
    shut("link session's file", link("/w/main", "/w/link"), 0);
    int shared = open("/usr", O_RDONLY | O_DIRECTORY);
    struct flock lock = {.l_type = F_RDLCK};
    shut("flock", syscall(SYS_flock, shared, 1), ENOLCK);
    shut("fcntl lock", fcntl(shared, F_SETLK, &lock), ENOLCK);
    shut("lease", fcntl(shared, F_SETLEASE, F_RDLCK), ENOLCK);
    if (symlink("/usr", "/w/loop") == 0) shut("follow a link of its own", open("/w/loop", O_RDONLY), ELOOP);
}

int main(void) {
    network();
    kernel();
    files();
    shut("setuid", setuid(0), EPERM);
    shut("setgid", setgid(0), EPERM);
    shut("setgroups", syscall(SYS_setgroups, 0, NULL), EPERM);
    return open_doors;
}
