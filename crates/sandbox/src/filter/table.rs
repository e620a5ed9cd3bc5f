//! Which system calls a program may make. What stands here is allowed, maybe under a condition, or refused with an error
//! that programs know how to take; whatever does not stand here does not exist (ENOSYS).

use libc::*;

use super::CONTROL_FD;

/// Index of an argument, 0 to 5.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Argument(pub(super) u32);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    Allow,
    Errno(i32),
    /// Allowed when none of these bits is set in the argument.
    AllowWithout {
        argument: Argument,
        bits: u32,
        errno: i32,
    },
    /// Allowed when the argument is one of these.
    AllowValues {
        argument: Argument,
        values: &'static [u32],
        errno: i32,
    },
    /// Allowed when the argument is none of these.
    RefuseValues {
        argument: Argument,
        values: &'static [u32],
        errno: i32,
    },
    /// socketpair of unnamed sockets that stay connected to each other: a datagram socket could send to a name.
    ConnectedPair,
}

impl Rule {
    pub(super) const DEFAULT: Rule = Rule::Errno(ENOSYS);
}

/// Every call that has an answer other than the default.
pub(super) fn rules() -> Vec<(u32, Rule)> {
    let plain = |numbers: &'static [c_long], rule: Rule| numbers.iter().map(move |n| (*n as u32, rule));
    plain(FILES, Rule::Allow)
        .chain(plain(MEMORY_AND_TIME, Rule::Allow))
        .chain(plain(PROCESSES, Rule::Allow))
        .chain(plain(DENIED, Rule::Errno(EPERM)))
        .chain(plain(XATTR_WRITES, Rule::Errno(EOPNOTSUPP)))
        .chain(
            conditional()
                .into_iter()
                .map(|(number, rule)| (number as u32, rule)),
        )
        .collect()
}

/// Everything on files and descriptors that mounts, permissions and limits already confine.
#[rustfmt::skip]
const FILES: &[c_long] = &[
    SYS_read, SYS_write, SYS_open, SYS_close, SYS_stat, SYS_fstat, SYS_lstat, SYS_poll, SYS_lseek,
    SYS_pread64, SYS_pwrite64, SYS_readv, SYS_writev, SYS_access, SYS_pipe, SYS_select, SYS_dup,
    SYS_dup2, SYS_sendfile, SYS_fsync, SYS_fdatasync, SYS_truncate, SYS_ftruncate, SYS_getdents,
    SYS_getcwd, SYS_chdir, SYS_fchdir, SYS_rename, SYS_mkdir, SYS_rmdir, SYS_creat, SYS_link,
    SYS_unlink, SYS_symlink, SYS_readlink, SYS_chmod, SYS_fchmod, SYS_chown, SYS_fchown, SYS_lchown,
    SYS_umask, SYS_utime, SYS_mknod, SYS_statfs, SYS_fstatfs, SYS_readahead, SYS_getxattr,
    SYS_lgetxattr, SYS_fgetxattr, SYS_listxattr, SYS_llistxattr, SYS_flistxattr, SYS_getdents64,
    SYS_epoll_create, SYS_epoll_ctl, SYS_epoll_wait, SYS_epoll_pwait, SYS_epoll_pwait2, SYS_utimes,
    SYS_openat, SYS_openat2, SYS_mkdirat, SYS_mknodat, SYS_fchownat, SYS_futimesat, SYS_newfstatat,
    SYS_unlinkat, SYS_renameat, SYS_renameat2, SYS_linkat, SYS_symlinkat, SYS_readlinkat, SYS_fchmodat,
    SYS_fchmodat2, SYS_faccessat, SYS_faccessat2, SYS_pselect6, SYS_ppoll, SYS_splice,
    SYS_sync_file_range, SYS_utimensat, SYS_signalfd, SYS_timerfd_create, SYS_eventfd, SYS_fallocate,
    SYS_timerfd_settime, SYS_timerfd_gettime, SYS_signalfd4, SYS_eventfd2, SYS_epoll_create1, SYS_dup3,
    SYS_pipe2, SYS_preadv, SYS_pwritev, SYS_preadv2, SYS_pwritev2, SYS_copy_file_range, SYS_statx,
    SYS_close_range,
    // On a pair of unnamed sockets, which is all there can be.
    SYS_sendto, SYS_recvfrom, SYS_recvmsg, SYS_recvmmsg, SYS_shutdown, SYS_getsockname,
    SYS_getpeername, SYS_getsockopt,
];

#[rustfmt::skip]
const MEMORY_AND_TIME: &[c_long] = &[
    SYS_mprotect, SYS_munmap, SYS_brk, SYS_mremap, SYS_msync, SYS_mincore, SYS_madvise, SYS_mlock,
    SYS_munlock, SYS_mlockall, SYS_munlockall, SYS_mlock2, SYS_pkey_mprotect, SYS_pkey_alloc,
    SYS_pkey_free, SYS_mseal, SYS_get_mempolicy, SYS_membarrier, SYS_getrandom, SYS_nanosleep,
    SYS_getitimer, SYS_alarm, SYS_setitimer, SYS_gettimeofday, SYS_times, SYS_time, SYS_timer_create,
    SYS_timer_settime, SYS_timer_gettime, SYS_timer_getoverrun, SYS_timer_delete, SYS_clock_gettime,
    SYS_clock_getres, SYS_clock_nanosleep,
];

/// Processes, threads, signals and identity: the pid namespace and the uid confine them.
#[rustfmt::skip]
const PROCESSES: &[c_long] = &[
    SYS_rt_sigaction, SYS_rt_sigprocmask, SYS_rt_sigreturn, SYS_rt_sigpending, SYS_rt_sigtimedwait,
    SYS_rt_sigqueueinfo, SYS_rt_tgsigqueueinfo, SYS_rt_sigsuspend, SYS_sigaltstack, SYS_pause, SYS_kill,
    SYS_tkill, SYS_tgkill, SYS_restart_syscall, SYS_sched_yield, SYS_sched_getparam,
    SYS_sched_getscheduler, SYS_sched_get_priority_max, SYS_sched_get_priority_min,
    SYS_sched_rr_get_interval, SYS_sched_getaffinity, SYS_sched_getattr, SYS_getpriority,
    SYS_ioprio_get, SYS_getpid, SYS_gettid, SYS_getppid, SYS_fork, SYS_vfork, SYS_execve, SYS_execveat,
    SYS_exit, SYS_exit_group, SYS_wait4, SYS_waitid, SYS_uname, SYS_getrlimit, SYS_setrlimit,
    SYS_prlimit64, SYS_getrusage, SYS_sysinfo, SYS_getuid, SYS_getgid, SYS_geteuid, SYS_getegid,
    SYS_getresuid, SYS_getresgid, SYS_getgroups, SYS_setuid, SYS_setgid, SYS_setreuid, SYS_setregid,
    SYS_setgroups, SYS_setresuid, SYS_setresgid, SYS_setfsuid, SYS_setfsgid, SYS_setpgid, SYS_getpgrp,
    SYS_setsid, SYS_getpgid, SYS_getsid, SYS_capget, SYS_arch_prctl, SYS_futex, SYS_futex_waitv,
    SYS_set_tid_address, SYS_set_robust_list, SYS_get_robust_list, SYS_getcpu, SYS_rseq, SYS_pidfd_open,
    SYS_pidfd_send_signal,
];

/// Refused with EPERM: programs that try them learn that they may not, rather than that the kernel is old.
#[rustfmt::skip]
const DENIED: &[c_long] = &[
    // No network of any family. AF_VSOCK is not confined by a network namespace, so the call itself is shut.
    SYS_socket, SYS_connect, SYS_accept, SYS_accept4, SYS_bind, SYS_listen, SYS_setsockopt, SYS_sendmmsg,
    // Other processes' memory and descriptors.
    SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev, SYS_process_madvise, SYS_pidfd_getfd,
    SYS_kcmp,
    // Namespaces and mounts.
    SYS_unshare, SYS_setns, SYS_mount, SYS_umount2, SYS_pivot_root, SYS_chroot, SYS_mount_setattr,
    SYS_move_mount, SYS_open_tree, SYS_fsopen, SYS_fsconfig, SYS_fsmount, SYS_fspick,
    SYS_open_by_handle_at, SYS_name_to_handle_at,
    // Priorities and places.
    SYS_setpriority, SYS_sched_setparam, SYS_sched_setscheduler, SYS_sched_setaffinity,
    SYS_sched_setattr, SYS_ioprio_set,
    // Channels to other sandboxes: keyrings, System V and POSIX queues.
    SYS_keyctl, SYS_add_key, SYS_request_key, SYS_shmget, SYS_shmat, SYS_shmctl, SYS_shmdt, SYS_semget,
    SYS_semop, SYS_semctl, SYS_semtimedop, SYS_msgget, SYS_msgsnd, SYS_msgrcv, SYS_msgctl, SYS_mq_open,
    SYS_mq_unlink, SYS_mq_timedsend, SYS_mq_timedreceive, SYS_mq_notify, SYS_mq_getsetattr,
    // Large attack surfaces of the kernel.
    SYS_bpf, SYS_perf_event_open, SYS_userfaultfd, SYS_io_uring_setup, SYS_io_uring_enter,
    SYS_io_uring_register, SYS_fanotify_init, SYS_fanotify_mark, SYS_modify_ldt, SYS_iopl, SYS_ioperm,
    SYS_capset,
    // The machine itself. sync and syncfs would stall every other slot.
    SYS_kexec_load, SYS_kexec_file_load, SYS_init_module, SYS_finit_module, SYS_delete_module,
    SYS_reboot, SYS_swapon, SYS_swapoff, SYS_settimeofday, SYS_clock_settime, SYS_clock_adjtime,
    SYS_adjtimex, SYS_acct, SYS_quotactl, SYS_quotactl_fd, SYS_sethostname, SYS_setdomainname,
    SYS_syslog, SYS_vhangup, SYS_sync, SYS_syncfs,
];

/// Extended attributes would be a place where a test leaves something for the next; copying tools take this answer.
#[rustfmt::skip]
const XATTR_WRITES: &[c_long] = &[
    SYS_setxattr, SYS_lsetxattr, SYS_fsetxattr, SYS_removexattr, SYS_lremovexattr, SYS_fremovexattr,
];

fn conditional() -> [(c_long, Rule); 11] {
    let without = |argument, bits: i32, errno| Rule::AllowWithout {
        argument: Argument(argument),
        bits: bits as u32,
        errno,
    };
    let only = |argument, values, errno| Rule::AllowValues {
        argument: Argument(argument),
        values,
        errno,
    };
    let except = |argument, values, errno| Rule::RefuseValues {
        argument: Argument(argument),
        values,
        errno,
    };
    let namespaces = CLONE_NEWNS
        | CLONE_NEWCGROUP
        | CLONE_NEWUTS
        | CLONE_NEWIPC
        | CLONE_NEWUSER
        | CLONE_NEWPID
        | CLONE_NEWNET;
    [
        (SYS_clone, without(0, namespaces, EPERM)),
        (SYS_socketpair, Rule::ConnectedPair),
        (SYS_sendmsg, only(0, &[CONTROL_FD], EPERM)),
        // Huge pages come out of a pool of the host's that no memory cgroup counts.
        (SYS_mmap, without(3, MAP_HUGETLB, ENOMEM)),
        (SYS_memfd_create, without(1, MFD_HUGETLB as i32, EPERM)),
        // Locks and leases hang on inodes that all sandboxes share (/usr): a way to signal each other.
        (SYS_flock, Rule::Errno(ENOLCK)),
        (SYS_fcntl, except(1, LOCK_COMMANDS, ENOLCK)),
        // Dropping a shared file's pages out of the cache would slow the neighbours.
        (SYS_fadvise64, except(3, &[POSIX_FADV_DONTNEED as u32], EPERM)),
        (SYS_ioctl, only(1, IOCTLS, ENOTTY)),
        (SYS_personality, only(0, &[0, u32::MAX], EPERM)),
        (SYS_prctl, only(0, PRCTLS, EINVAL)),
    ]
}

#[rustfmt::skip]
const LOCK_COMMANDS: &[u32] = &[
    F_GETLK as u32, F_SETLK as u32, F_SETLKW as u32, F_OFD_GETLK as u32, F_OFD_SETLK as u32,
    F_OFD_SETLKW as u32, F_SETLEASE as u32, F_GETLEASE as u32, F_NOTIFY as u32,
];

/// There is no terminal and no device that takes others. The last one is PID 1's: programs have no listener to ask.
#[rustfmt::skip]
const IOCTLS: &[u32] = &[
    TCGETS as u32, TIOCGWINSZ as u32, TIOCGPGRP as u32, FIONREAD as u32, FIONBIO as u32, FIOCLEX as u32,
    FIONCLEX as u32, SECCOMP_IOCTL_NOTIF_RECV as u32,
];

#[rustfmt::skip]
const PRCTLS: &[u32] = &[
    PR_SET_NAME as u32, PR_GET_NAME as u32, PR_SET_PDEATHSIG as u32, PR_GET_PDEATHSIG as u32,
    PR_SET_DUMPABLE as u32, PR_GET_DUMPABLE as u32, PR_SET_CHILD_SUBREAPER as u32,
    PR_GET_CHILD_SUBREAPER as u32, PR_SET_TIMERSLACK as u32, PR_GET_TIMERSLACK as u32,
    PR_SET_NO_NEW_PRIVS as u32, PR_GET_NO_NEW_PRIVS as u32, PR_SET_THP_DISABLE as u32,
    PR_GET_THP_DISABLE as u32, PR_CAPBSET_READ as u32, PR_GET_SECCOMP as u32, PR_GET_SECUREBITS as u32,
    PR_GET_KEEPCAPS as u32, PR_SET_VMA as u32,
];
