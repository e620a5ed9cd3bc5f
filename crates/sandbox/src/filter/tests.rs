//! Runs the built filter in a small interpreter of classic BPF, call by call, as the kernel would.

use super::*;

const ALLOW: u32 = libc::SECCOMP_RET_ALLOW;
const REPORT: u32 = libc::SECCOMP_RET_USER_NOTIF;

fn run(arch: u32, number: u32, arguments: [u64; 6]) -> u32 {
    let program = program();
    let mut data = Vec::new();
    data.extend(number.to_le_bytes());
    data.extend(arch.to_le_bytes());
    data.extend([0; 8]);
    arguments
        .iter()
        .for_each(|argument| data.extend(argument.to_le_bytes()));
    let (mut word, mut at) = (0u32, 0usize);
    loop {
        let FilterInstruction { code, jt, jf, k } = program[at];
        let branch = |holds: bool| at + 1 + usize::from(if holds { jt } else { jf });
        at = match u32::from(code) {
            c if c == libc::BPF_LD | libc::BPF_W | libc::BPF_ABS => {
                let at_byte = k as usize;
                word = u32::from_le_bytes(data[at_byte..at_byte + 4].try_into().unwrap());
                at + 1
            }
            c if c == libc::BPF_ALU | libc::BPF_AND | libc::BPF_K => {
                word &= k;
                at + 1
            }
            c if c == libc::BPF_JMP | libc::BPF_JA => at + 1 + k as usize,
            c if c == libc::BPF_JMP | libc::BPF_JEQ | libc::BPF_K => branch(word == k),
            c if c == libc::BPF_JMP | libc::BPF_JGE | libc::BPF_K => branch(word >= k),
            c if c == libc::BPF_JMP | libc::BPF_JSET | libc::BPF_K => branch(word & k != 0),
            c if c == libc::BPF_RET | libc::BPF_K => return k,
            other => panic!("instruction {other:#x} is unknown"),
        };
    }
}

fn call(number: libc::c_long, arguments: [u64; 6]) -> u32 {
    run(ARCH, number as u32, arguments)
}

fn errno(errno: i32) -> u32 {
    libc::SECCOMP_RET_ERRNO | errno as u32
}

#[test]
fn every_rule_of_the_table_is_what_the_tree_answers() {
    let rules = table::rules();
    for number in 0..1000u32 {
        let rule = rules
            .iter()
            .find(|(n, _)| *n == number)
            .map_or(Rule::DEFAULT, |(_, rule)| *rule);
        match rule {
            Rule::Allow => assert_eq!(run(ARCH, number, [0; 6]), ALLOW, "call {number}"),
            Rule::Errno(expected) => assert_eq!(run(ARCH, number, [0; 6]), errno(expected), "call {number}"),
            _ => {}
        }
    }
}

#[test]
fn no_call_stands_twice_in_the_table() {
    let mut numbers: Vec<_> = table::rules().iter().map(|(number, _)| *number).collect();
    let all = numbers.len();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), all);
}

#[test]
fn foreign_calls_are_reported_and_unknown_ones_are_missing() {
    let i386 = 0x4000_0003;
    assert_eq!(run(i386, 20, [0; 6]), REPORT);
    assert_eq!(run(ARCH, 0x4000_0000 | 39, [0; 6]), REPORT);
    assert_eq!(run(ARCH, u32::MAX, [0; 6]), REPORT);
    assert_eq!(run(ARCH, 999, [0; 6]), errno(libc::ENOSYS));
    assert_eq!(call(libc::SYS_clone3, [0; 6]), errno(libc::ENOSYS));
}

#[test]
fn namespaces_sockets_and_kernel_doors_are_shut() {
    let clone = |flags: libc::c_int| call(libc::SYS_clone, [flags as u64, 0, 0, 0, 0, 0]);
    assert_eq!(clone(libc::CLONE_VM | libc::CLONE_THREAD | libc::SIGCHLD), ALLOW);
    for flag in [
        libc::CLONE_NEWUSER,
        libc::CLONE_NEWNS,
        libc::CLONE_NEWNET,
        libc::CLONE_NEWPID,
        libc::CLONE_NEWIPC,
        libc::CLONE_NEWUTS,
        libc::CLONE_NEWCGROUP,
    ] {
        assert_eq!(clone(flag), errno(libc::EPERM));
    }
    for number in [
        libc::SYS_socket,
        libc::SYS_connect,
        libc::SYS_bind,
        libc::SYS_sendmmsg,
        libc::SYS_io_uring_setup,
        libc::SYS_bpf,
        libc::SYS_perf_event_open,
        libc::SYS_userfaultfd,
        libc::SYS_ptrace,
        libc::SYS_mount,
        libc::SYS_unshare,
        libc::SYS_setns,
        libc::SYS_keyctl,
        libc::SYS_setpriority,
        libc::SYS_sched_setaffinity,
        libc::SYS_shmget,
        libc::SYS_mq_open,
    ] {
        assert_eq!(call(number, [0; 6]), errno(libc::EPERM), "call {number}");
    }
}

#[test]
fn single_arguments_decide_where_they_must() {
    let pair = |family: i32, kind: i32| call(libc::SYS_socketpair, [family as u64, kind as u64, 0, 0, 0, 0]);
    assert_eq!(pair(libc::AF_UNIX, libc::SOCK_STREAM | libc::SOCK_CLOEXEC), ALLOW);
    assert_eq!(
        pair(libc::AF_UNIX, libc::SOCK_SEQPACKET),
        ALLOW,
        "Rust's standard library starts processes so"
    );
    assert_eq!(pair(libc::AF_UNIX, libc::SOCK_DGRAM), errno(libc::EPERM));
    assert_eq!(pair(libc::AF_INET, libc::SOCK_STREAM), errno(libc::EPERM));
    let sendmsg = |socket: u32| call(libc::SYS_sendmsg, [u64::from(socket), 0, 0, 0, 0, 0]);
    assert_eq!(sendmsg(CONTROL_FD), ALLOW);
    assert_eq!(sendmsg(3), errno(libc::EPERM));
    assert_eq!(sendmsg(u32::MAX), errno(libc::EPERM));
    let fcntl = |command: i32| call(libc::SYS_fcntl, [0, command as u64, 0, 0, 0, 0]);
    assert_eq!(fcntl(libc::F_GETFD), ALLOW);
    assert_eq!(fcntl(libc::F_SETLK), errno(libc::ENOLCK));
    let ioctl = |request: u64| call(libc::SYS_ioctl, [0, request, 0, 0, 0, 0]);
    assert_eq!(ioctl(0x541b), ALLOW);
    assert_eq!(ioctl(0x5412), errno(libc::ENOTTY), "TIOCSTI");
    let personality = |persona: u64| call(libc::SYS_personality, [persona, 0, 0, 0, 0, 0]);
    assert_eq!(personality(0xffff_ffff), ALLOW);
    assert_eq!(personality(0x004_0000), errno(libc::EPERM), "ADDR_NO_RANDOMIZE");
    assert_eq!(call(libc::SYS_mmap, [0, 0, 0, 0x22, 0, 0]), ALLOW);
    assert_eq!(
        call(libc::SYS_mmap, [0, 0, 0, 0x4_0022, 0, 0]),
        errno(libc::ENOMEM),
        "MAP_HUGETLB"
    );
}
