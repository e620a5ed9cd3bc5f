//! The one place that turns how an execution ended into a status. Pure: no clock, no sandbox, no files.
//! What failed on our side is always `internal_error`, never a fault of the program's. `judge` calls it.

use gavel_sandbox::Status as Ended;
use gavel_wire::Status;
use gavel_wire::language::OutOfMemory;
use gavel_wire::verdict::Usage;

/// A hidden test's times are rounded up to this.
const COARSE_US: u64 = 10_000;
const SIGPIPE: i32 = 13;
/// How Python ends when nobody takes what it printed.
const PYTHON_CANNOT_FLUSH: i32 = 120;
const COARSE_BYTES: u64 = 1 << 20;

/// A status and, for people, what lies behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub status: Status,
    pub reason: Option<String>,
    /// The reason tells nothing about the input, so it may be shown of a hidden test too.
    pub public: bool,
    /// A test that ended by itself, within the margin beyond its CPU limit.
    pub near_limit: bool,
    /// How much of a subtask's points a test that is wrong leaves, in millionths.
    pub share: u32,
}

/// The share of a test that was accepted.
pub const WHOLE: u32 = 1_000_000;

impl Finding {
    pub fn plain(status: Status) -> Finding {
        Finding {
            status,
            reason: None,
            public: true,
            near_limit: false,
            share: if status == Status::Accepted { WHOLE } else { 0 },
        }
    }

    pub fn wrong(share: u32) -> Finding {
        Finding {
            share,
            ..Finding::plain(Status::WrongAnswer)
        }
    }

    pub fn public(status: Status, reason: impl Into<String>) -> Finding {
        Finding {
            reason: Some(reason.into()),
            ..Finding::plain(status)
        }
    }

    fn private(status: Status, reason: impl Into<String>) -> Finding {
        Finding {
            public: false,
            ..Finding::public(status, reason)
        }
    }

    /// Our fault.
    pub fn internal(reason: impl Into<String>) -> Finding {
        Finding::public(Status::InternalError, reason)
    }

    pub fn cancelled() -> Finding {
        Finding::plain(Status::Cancelled)
    }

    /// The whole judging's time was over.
    pub fn judging_time_over(limit_ms: u64) -> Finding {
        let reason = format!("the whole judging took longer than {limit_ms} ms");
        Finding::public(Status::TimeLimit, reason)
    }
}

/// What was seen of one execution of the program, and the limits it ran under.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    pub ended: &'a Ended,
    pub usage: Usage,
    pub cpu_ms: u64,
    pub wall_ms: u64,
    /// What the program may use, without what is added for its runtime.
    pub program_memory_bytes: u64,
    pub out_of_memory: &'a OutOfMemory,
}

/// What the execution was for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose<'a> {
    /// Code with input: to end well is all.
    Run,
    /// A test: the output has to be right too, which was looked at only where the program exited with 0.
    Test(&'a Opinion),
}

/// What was said of an output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opinion {
    Right,
    /// What of the points it leaves, in millionths: none but where a program of the author's says otherwise.
    Wrong {
        share: u32,
    },
    /// Nothing, by the fault of the problem's author or by ours; why.
    Failed(String),
}

impl Opinion {
    pub const WRONG: Opinion = Opinion::Wrong { share: 0 };
}

/// The status of one execution.
pub fn of_execution(seen: Seen<'_>, purpose: Purpose<'_>) -> Finding {
    match seen.ended {
        Ended::SandboxFailed(failed) => Finding::internal(failed.to_string()),
        Ended::Cancelled => Finding::plain(Status::Cancelled),
        Ended::Restricted => Finding::public(Status::Restricted, "it made a system call that is not allowed"),
        Ended::MemoryLimit => Finding::plain(Status::MemoryLimit),
        Ended::OutputLimit => Finding::plain(Status::OutputLimit),
        Ended::CpuLimit => over_cpu(seen.cpu_ms),
        Ended::WallLimit => Finding::public(
            Status::TimeLimit,
            format!("it ran for longer than {} ms", seen.wall_ms),
        ),
        // A test has a margin; and the limit is watched in steps, so any program can end a little beyond it.
        Ended::Exited(_) | Ended::Signalled(_) if seen.usage.cpu_us > seen.cpu_ms * 1_000 => Finding {
            near_limit: purpose != Purpose::Run,
            ..over_cpu(seen.cpu_ms)
        },
        Ended::Exited(_) | Ended::Signalled(_) if gave_up_for_memory(&seen) => {
            Finding::public(Status::MemoryLimit, "its runtime ran out of memory")
        }
        Ended::Exited(0) => match purpose {
            Purpose::Run => Finding::plain(Status::Ok),
            Purpose::Test(Opinion::Right) => Finding::plain(Status::Accepted),
            Purpose::Test(Opinion::Wrong { share }) => Finding::wrong(*share),
            Purpose::Test(Opinion::Failed(why)) => Finding::internal(why),
        },
        Ended::Exited(code) => {
            Finding::private(Status::RuntimeError, format!("it ended with exit code {code}"))
        }
        Ended::Signalled(signal) => Finding::private(
            Status::RuntimeError,
            format!("it was ended by {}", signal_name(*signal)),
        ),
    }
}

/// What the end of a checker says, by the exit codes of testlib; `said` is its standard error.
pub fn of_checker(ended: &Ended, said: &[u8]) -> Opinion {
    Opinion::Failed(match ended {
        Ended::Exited(0) => return Opinion::Right,
        // Wrong, badly formed, with something behind it, and ended too early.
        Ended::Exited(1 | 2 | 4 | 8) => return Opinion::WRONG,
        Ended::Exited(7) => match share(said) {
            Some(WHOLE) => return Opinion::Right,
            Some(share) => return Opinion::Wrong { share },
            None => "it ended with exit code 7 and did not say `points` and a number from 0 to 1".to_owned(),
        },
        Ended::Exited(3) => "it says that it or the test is at fault".to_owned(),
        Ended::Exited(code) => format!("it ended with exit code {code}"),
        Ended::Signalled(signal) => format!("it was ended by {}", signal_name(*signal)),
        Ended::CpuLimit | Ended::WallLimit => "it took too long".to_owned(),
        Ended::MemoryLimit => "it took more memory than is allowed".to_owned(),
        Ended::OutputLimit => "it printed more than is allowed".to_owned(),
        Ended::Restricted => "it made a system call that is not allowed".to_owned(),
        Ended::Cancelled => "it had to be stopped".to_owned(),
        Ended::SandboxFailed(failed) => failed.to_string(),
    })
}

/// What testlib's `quitp` prints: `points 0.5`, and a message behind it.
fn share(said: &[u8]) -> Option<u32> {
    let mut words = said
        .split(u8::is_ascii_whitespace)
        .filter(|word| !word.is_empty());
    let number = words.next().filter(|word| *word == b"points").and(words.next())?;
    let share: f64 = std::str::from_utf8(number).ok()?.parse().ok()?;
    // A conversion of a float in this range is exact enough and cannot overflow.
    (0.0..=1.0)
        .contains(&share)
        .then(|| (share * f64::from(WHOLE)).floor() as u32)
}

/// What the end of an interactor says. One that meets no end of its own because its program ended or closed its input is not at fault.
pub fn of_interactor(ended: &Ended, said: &[u8], program_first: bool) -> Opinion {
    match ended {
        Ended::Signalled(SIGPIPE) | Ended::Exited(PYTHON_CANNOT_FLUSH) => Opinion::WRONG,
        Ended::CpuLimit | Ended::WallLimit | Ended::MemoryLimit | Ended::OutputLimit | Ended::Cancelled
            if program_first =>
        {
            Opinion::WRONG
        }
        _ => of_checker(ended, said),
    }
}

/// The status of a test of an interactive problem. What a program did before its interactor ended is its own; what came to it afterwards
/// follows from that end, as what came to an interactor follows from its program's.
pub fn of_interaction(seen: Seen<'_>, interactor: &Opinion, program_first: bool) -> Finding {
    let alone = of_execution(seen, Purpose::Test(&Opinion::Right));
    if alone.status == Status::InternalError {
        return alone;
    }
    if *seen.ended == Ended::WallLimit && seen.usage.cpu_us < seen.wall_ms * 500 {
        let waited = format!(
            "it waited for the interactor, or slept, until {} ms were over",
            seen.wall_ms
        );
        return Finding::public(Status::TimeLimit, waited);
    }
    let its_own = match alone.status {
        Status::Accepted => false,
        // The end of an interactor makes a program crash, or has it killed.
        Status::RuntimeError => program_first,
        Status::Cancelled => false,
        _ => true,
    };
    match interactor {
        Opinion::Right => alone,
        _ if its_own => alone,
        Opinion::Wrong { share } => Finding::wrong(*share),
        Opinion::Failed(why) => Finding::internal(why),
    }
}

/// `None` where the compiler did what it should.
pub fn of_compilation(ended: &Ended, artefacts: usize, cpu_ms: u64, wall_ms: u64) -> Option<Finding> {
    let error = |reason: String| Some(Finding::public(Status::CompileError, reason));
    match ended {
        Ended::Exited(0) if artefacts > 0 => None,
        Ended::Exited(0) => error("the compiler made no program, or one that is too large".to_owned()),
        Ended::Exited(code) => error(format!("the compiler ended with exit code {code}")),
        Ended::Signalled(signal) => error(format!("the compiler was ended by {}", signal_name(*signal))),
        Ended::CpuLimit => error(format!("compiling took more than {cpu_ms} ms of CPU time")),
        Ended::WallLimit => error(format!("compiling took longer than {wall_ms} ms")),
        Ended::MemoryLimit => error("compiling took more memory than is allowed".to_owned()),
        Ended::OutputLimit => error("the compiler printed more than is allowed".to_owned()),
        // No source text makes a compiler do this.
        Ended::Restricted => Some(Finding::internal(
            "the compiler made a system call that is not allowed",
        )),
        Ended::Cancelled => Some(Finding::plain(Status::Cancelled)),
        Ended::SandboxFailed(failed) => Some(Finding::internal(failed.to_string())),
    }
}

/// The status of a judging out of those of its tests, in order. Our fault and a cancel outweigh the rest; of the others
/// the first that is not accepted decides.
pub fn of_judging(tests: &[Finding], total: usize) -> Finding {
    for first in [Status::InternalError, Status::Cancelled] {
        if let Some(finding) = tests.iter().find(|test| test.status == first) {
            return finding.clone();
        }
    }
    let failed = tests
        .iter()
        .enumerate()
        .find(|(_, test)| test.status != Status::Accepted);
    match failed {
        Some((index, test)) => {
            let place = format!("test {} of {total}", index + 1);
            let reason = match (&test.reason, test.public) {
                (Some(reason), true) => format!("{place}: {reason}"),
                _ => place,
            };
            Finding {
                near_limit: test.near_limit,
                share: test.share,
                ..Finding::public(test.status, reason)
            }
        }
        None if tests.len() == total && total > 0 => Finding::plain(Status::Accepted),
        None => Finding::internal(format!("{} of {total} tests were run", tests.len())),
    }
}

/// Times and memory so coarse that they say little about an input.
pub fn coarse(usage: Usage) -> Usage {
    Usage {
        cpu_us: usage.cpu_us.next_multiple_of(COARSE_US),
        wall_us: usage.wall_us.next_multiple_of(COARSE_US),
        memory_bytes: usage.memory_bytes.next_multiple_of(COARSE_BYTES),
    }
}

fn over_cpu(cpu_ms: u64) -> Finding {
    Finding::public(
        Status::TimeLimit,
        format!("it used more than {cpu_ms} ms of CPU time"),
    )
}

/// An exit code of the runtime's counts as it is: a program that exits with it only harms itself. A signal has other
/// causes, so the peak has to be near the limit too.
fn gave_up_for_memory(seen: &Seen<'_>) -> bool {
    match seen.ended {
        Ended::Exited(code) => seen.out_of_memory.exit_codes.contains(code),
        Ended::Signalled(signal) => {
            seen.out_of_memory.signals.contains(signal)
                && seen.usage.memory_bytes >= seen.program_memory_bytes / 4 * 3
        }
        _ => false,
    }
}

fn signal_name(signal: i32) -> String {
    let name = match signal {
        4 => "SIGILL",
        5 => "SIGTRAP",
        6 => "SIGABRT",
        7 => "SIGBUS",
        8 => "SIGFPE",
        9 => "SIGKILL",
        11 => "SIGSEGV",
        13 => "SIGPIPE",
        24 => "SIGXCPU",
        25 => "SIGXFSZ",
        31 => "SIGSYS",
        _ => return format!("signal {signal}"),
    };
    format!("signal {signal} ({name})")
}

#[cfg(test)]
#[path = "verdict_tests.rs"]
mod tests;
