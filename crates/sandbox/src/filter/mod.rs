//! The system call filter as a program of classic BPF: an interval tree over the call's number, with checks of single
//! arguments at some leaves. Installed by PID 1 before a request arrives. What is allowed stands in `table`.
//!
//! The kernel runs the whole filter once for every call number when it is installed, so that its depth counts: a linear
//! list costs 270 microseconds, this tree 61.

mod table;

use crate::sys::FilterInstruction;
use table::{Argument, Rule};

/// AUDIT_ARCH_X86_64: the only architecture whose calls are looked at.
pub(crate) const ARCH: u32 = 0xc000_003e;
/// Calls from here on belong to the x32 interface.
const NUMBERS_END: u32 = 0x4000_0000;

/// The only descriptor on which descriptors pass: PID 1's own channel. No program can have one of this number, since it is
/// beyond RLIMIT_NOFILE. What is in flight between two sockets of nobody stays in the kernel until it happens to look for
/// garbage, together with the memory that hangs on it.
pub(crate) const CONTROL_FD: u32 = 1024;

const OFFSET_NUMBER: u32 = 0;
const OFFSET_ARCH: u32 = 4;
const OFFSET_ARGUMENTS: u32 = 16;

/// The whole filter.
pub(crate) fn program() -> Vec<FilterInstruction> {
    let mut out = vec![
        load(OFFSET_ARCH),
        jump(libc::BPF_JEQ, ARCH, 1, 0),
        answer(libc::SECCOMP_RET_USER_NOTIF),
        load(OFFSET_NUMBER),
        jump(libc::BPF_JGE, NUMBERS_END, 0, 1),
        answer(libc::SECCOMP_RET_USER_NOTIF),
    ];
    out.extend(tree(&intervals(&table::rules())));
    out
}

/// The rules as intervals that cover every number: each starts where it says and ends where the next one starts.
fn intervals(rules: &[(u32, Rule)]) -> Vec<(u32, Rule)> {
    let mut sorted = rules.to_vec();
    sorted.sort_by_key(|(number, _)| *number);
    let mut out: Vec<(u32, Rule)> = Vec::new();
    let mut next = 0;
    let mut push = |start: u32, rule: Rule| {
        if out.last().is_none_or(|(_, last)| *last != rule) {
            out.push((start, rule));
        }
    };
    for (number, rule) in sorted {
        if number > next {
            push(next, Rule::DEFAULT);
        }
        push(number, rule);
        next = number + 1;
    }
    push(next, Rule::DEFAULT);
    out
}

fn tree(intervals: &[(u32, Rule)]) -> Vec<FilterInstruction> {
    let (left, right) = intervals.split_at(intervals.len() / 2);
    let Some(((middle, _), [_, ..])) = right.first().zip(Some(left)) else {
        return right.first().map_or_else(Vec::new, |(_, rule)| leaf(*rule));
    };
    let (below, above) = (tree(left), tree(right));
    let mut out = match u8::try_from(below.len()) {
        Ok(skip) => vec![jump(libc::BPF_JGE, *middle, skip, 0)],
        Err(_) => vec![jump(libc::BPF_JGE, *middle, 0, 1), jump_always(below.len())],
    };
    out.extend(below);
    out.extend(above);
    out
}

fn leaf(rule: Rule) -> Vec<FilterInstruction> {
    match rule {
        Rule::Allow => vec![answer(libc::SECCOMP_RET_ALLOW)],
        Rule::Errno(errno) => vec![refuse(errno)],
        Rule::AllowWithout {
            argument,
            bits,
            errno,
        } => vec![
            load_argument(argument),
            jump(libc::BPF_JSET, bits, 1, 0),
            answer(libc::SECCOMP_RET_ALLOW),
            refuse(errno),
        ],
        Rule::AllowValues {
            argument,
            values,
            errno,
        } => {
            let mut out = vec![load_argument(argument)];
            out.extend(one_of(values, &[answer(libc::SECCOMP_RET_ALLOW)]));
            out.push(refuse(errno));
            out
        }
        Rule::RefuseValues {
            argument,
            values,
            errno,
        } => {
            let mut out = vec![load_argument(argument)];
            out.extend(one_of(values, &[refuse(errno)]));
            out.push(answer(libc::SECCOMP_RET_ALLOW));
            out
        }
        Rule::ConnectedPair => vec![
            load_argument(Argument(0)),
            jump(libc::BPF_JEQ, libc::AF_UNIX as u32, 0, 4),
            load_argument(Argument(1)),
            and(!(libc::SOCK_CLOEXEC | libc::SOCK_NONBLOCK) as u32),
            jump(libc::BPF_JEQ, libc::SOCK_STREAM as u32, 2, 0),
            jump(libc::BPF_JEQ, libc::SOCK_SEQPACKET as u32, 1, 0),
            refuse(libc::EPERM),
            answer(libc::SECCOMP_RET_ALLOW),
        ],
    }
}

/// Runs `then` when the loaded word is one of `values`, else goes on behind it.
fn one_of(values: &[u32], then: &[FilterInstruction]) -> Vec<FilterInstruction> {
    let mut out = Vec::new();
    for value in values {
        out.push(jump(libc::BPF_JEQ, *value, 0, then.len() as u8));
        out.extend_from_slice(then);
    }
    out
}

/// The low word of an argument: all that are checked are 32-bit integers to the kernel, which ignores the rest.
fn load_argument(argument: Argument) -> FilterInstruction {
    load(OFFSET_ARGUMENTS + 8 * argument.0)
}

fn load(offset: u32) -> FilterInstruction {
    instruction(libc::BPF_LD | libc::BPF_W | libc::BPF_ABS, offset, 0, 0)
}

fn and(mask: u32) -> FilterInstruction {
    instruction(libc::BPF_ALU | libc::BPF_AND | libc::BPF_K, mask, 0, 0)
}

fn jump(condition: u32, value: u32, then: u8, otherwise: u8) -> FilterInstruction {
    instruction(libc::BPF_JMP | libc::BPF_K | condition, value, then, otherwise)
}

fn jump_always(skip: usize) -> FilterInstruction {
    instruction(libc::BPF_JMP | libc::BPF_JA, skip as u32, 0, 0)
}

fn answer(action: u32) -> FilterInstruction {
    instruction(libc::BPF_RET | libc::BPF_K, action, 0, 0)
}

fn refuse(errno: i32) -> FilterInstruction {
    answer(libc::SECCOMP_RET_ERRNO | (errno as u32 & 0xffff))
}

fn instruction(code: u32, k: u32, jt: u8, jf: u8) -> FilterInstruction {
    FilterInstruction {
        code: code as u16,
        jt,
        jf,
        k,
    }
}

#[cfg(test)]
mod tests;
