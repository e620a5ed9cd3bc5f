//! What comes back: how an execution ended, what it used and wrote, and the two ways in which the sandbox itself can fail.
//! A failure of ours is never shaped like an ending of the program's.

use std::time::Instant;

use serde::{Deserialize, Serialize};

use crate::artefact::Artefact;
use crate::step::Step;

/// Everything that is known about one execution.
#[derive(Debug, Clone)]
pub struct Outcome {
    pub status: Status,
    /// CPU time of all processes, by the cgroup's clock.
    pub cpu_us: u64,
    /// From the request to the main process's end, by the host's monotonic clock.
    pub wall_us: u64,
    /// When that end was seen.
    pub ended_at: Instant,
    /// Highest memory use above what the empty sandbox used before.
    pub memory_peak_bytes: u64,
    pub stdout: Captured,
    pub stderr: Captured,
    /// What it wrote to [`crate::ANSWER_FD`]; empty where it had no such descriptor.
    pub answer: Captured,
    /// The files asked for that were there, regular and small enough, in the order asked for.
    pub collected: Vec<Artefact>,
    /// It was run by a process that had loaded the runtime before.
    pub warm: bool,
    /// That process had run the program before, for another execution of the session, and could remember it.
    pub reused: bool,
}

impl Outcome {
    /// An execution that never came to run because of `failure`.
    pub fn failed(failure: SandboxFailed) -> Self {
        Self {
            status: Status::SandboxFailed(failure),
            cpu_us: 0,
            wall_us: 0,
            ended_at: Instant::now(),
            memory_peak_bytes: 0,
            stdout: Captured::default(),
            stderr: Captured::default(),
            answer: Captured::default(),
            collected: Vec::new(),
            warm: false,
            reused: false,
        }
    }
}

/// The head of what a program wrote to one of its outputs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Captured {
    pub bytes: Vec<u8>,
    /// More was written than the limit let through.
    pub truncated: bool,
}

/// How an execution ended. Where several are true, the first in this order is told: `SandboxFailed`, `Cancelled`,
/// `Restricted`, `MemoryLimit`, `OutputLimit`, `CpuLimit`, `WallLimit`, `Signalled`, `Exited`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The main process exited with this code.
    Exited(i32),
    /// The main process was killed by this signal, which was not the sandbox's.
    Signalled(i32),
    CpuLimit,
    WallLimit,
    /// The kernel killed a process of it because its cgroup was full.
    MemoryLimit,
    /// It wrote more to stdout, stderr or the answer than it may.
    OutputLimit,
    /// It made a system call of a foreign architecture, which the filter answers by death.
    Restricted,
    Cancelled,
    /// Our fault, never the program's.
    SandboxFailed(SandboxFailed),
}

/// A session or an execution failed by the sandbox's own fault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("sandbox step {step} ({}) failed: {what} (errno {errno})", Step::name_of(*.step))]
pub struct SandboxFailed {
    /// Number of the step as in docs/SANDBOX.md.
    pub step: u8,
    /// 0 where no system call failed.
    pub errno: i32,
    pub what: String,
}

impl SandboxFailed {
    pub(crate) fn new(step: Step, errno: i32, what: impl Into<String>) -> Self {
        Self {
            step: step.number(),
            errno,
            what: what.into(),
        }
    }
}

/// A slot could not be set up. It takes no work: nothing ever runs with less.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize)]
#[error("sandbox set-up step {step} ({name}) failed: {cause} (errno {errno})")]
pub struct SetupError {
    /// Number of the step as in docs/SANDBOX.md.
    pub step: u8,
    pub name: &'static str,
    /// 0 where no system call failed.
    pub errno: i32,
    pub cause: String,
}

impl From<SandboxFailed> for SetupError {
    fn from(failed: SandboxFailed) -> Self {
        Self {
            step: failed.step,
            name: Step::name_of(failed.step),
            errno: failed.errno,
            cause: failed.what,
        }
    }
}
