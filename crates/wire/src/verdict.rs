//! What a judging came to. The scheduler's leader is the only writer of verdicts; agents propose them.

use serde::{Deserialize, Serialize};

use crate::{
    AgentId, Attempt, Judging, LanguageId, ProblemId, Region, SubmissionId, Tenant, Term, Timestamp, UserId,
};

/// The one word that a judging, a test or a run ends with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// A run (no problem to judge against) that exited with 0.
    Ok,
    Accepted,
    WrongAnswer,
    TimeLimit,
    MemoryLimit,
    OutputLimit,
    RuntimeError,
    CompileError,
    /// Killed by the system call filter.
    Restricted,
    /// Ours, never the person's.
    InternalError,
    Cancelled,
}

impl Status {
    pub const ALL: [Status; 11] = [
        Status::Ok,
        Status::Accepted,
        Status::WrongAnswer,
        Status::TimeLimit,
        Status::MemoryLimit,
        Status::OutputLimit,
        Status::RuntimeError,
        Status::CompileError,
        Status::Restricted,
        Status::InternalError,
        Status::Cancelled,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Status::Ok => "ok",
            Status::Accepted => "accepted",
            Status::WrongAnswer => "wrong_answer",
            Status::TimeLimit => "time_limit",
            Status::MemoryLimit => "memory_limit",
            Status::OutputLimit => "output_limit",
            Status::RuntimeError => "runtime_error",
            Status::CompileError => "compile_error",
            Status::Restricted => "restricted",
            Status::InternalError => "internal_error",
            Status::Cancelled => "cancelled",
        }
    }

    pub fn parse(text: &str) -> Option<Status> {
        Status::ALL.into_iter().find(|status| status.as_str() == text)
    }

    pub fn is_success(self) -> bool {
        matches!(self, Status::Ok | Status::Accepted)
    }
}

/// Bytes that a program printed, cut at a stated cap. Exactly one of the two forms is set.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Output {
    /// The text where it is UTF-8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Standard base64 where it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base64: Option<String>,
    pub truncated: bool,
}

/// What one execution took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    pub cpu_us: u64,
    pub wall_us: u64,
    pub memory_bytes: u64,
}

/// The first place where the output differs from the expected one; only of sample tests.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// Line of the program's output, from 1.
    pub line: u32,
    /// The token found and the token expected, each cut to a readable length; none at an end of output.
    pub found: Option<String>,
    pub expected: Option<String>,
}

/// One execution as its author may see it: a run, or a sample test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Execution {
    pub usage: Usage,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exit_code: Option<i32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signal: Option<i32>,
    pub stdout: Output,
    pub stderr: Output,
    /// Of a typed problem: what was returned, as JSON, cut to a readable length. None where nothing was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub difference: Option<Difference>,
    /// Of a run with input of one's own: what the problem's own solution printed or, as JSON, returned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<Output>,
    /// Whether that and this are equally right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub right: Option<bool>,
    /// What the problem's checker or interactor said of it, or its validator of the input.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checker: Option<Output>,
}

/// One test's end. Of a hidden test `execution` is absent: exit codes and text leak inputs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestReport {
    /// From 1.
    pub index: u32,
    pub sample: bool,
    pub status: Status,
    /// CPU time; of a hidden test rounded up to 10 ms.
    pub cpu_ms: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub execution: Option<Execution>,
}

/// Points of a judging against a problem with subtasks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    pub points: u32,
    pub points_max: u32,
    pub subtasks: Vec<SubtaskScore>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubtaskScore {
    pub name: String,
    pub points: u32,
    pub points_max: u32,
    /// `accepted`, or what the first test came to that was not. None where no test ran.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
}

/// The compiler's end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompileReport {
    pub usage: Usage,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exit_code: Option<i32>,
    /// The head of its messages, stdout and stderr together; empty once retention has taken it.
    #[serde(default)]
    pub messages: Output,
    /// The same was compiled before on this host; times and messages are of then.
    #[serde(default)]
    pub cached: bool,
}

/// What an agent found, as it goes into the verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    pub status: Status,
    /// A sentence for people: which limit, or what failed on our side.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compile: Option<CompileReport>,
    /// Of a run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<Execution>,
    /// Of a judging: the tests that ran, in order.
    #[serde(default)]
    pub tests: Vec<TestReport>,
    #[serde(default)]
    pub tests_total: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<Score>,
    /// Greatest CPU time and memory of any test.
    pub usage: Usage,
    /// The slot that it ran on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slot: Option<u16>,
    /// What the slot's CPU took for the agent's own workload when the slot was set up: how fast it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calibration_us: Option<u64>,
    /// What another slot found before, where the judging was done again. The leader alone says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub judged_again: Option<FirstJudging>,
}

/// A judging that went over its CPU limit by so little that it was done again on another slot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirstJudging {
    pub agent: AgentId,
    pub slot: u16,
    /// Greatest CPU time of any test, as coarse as the report's own.
    pub cpu_us: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calibration_us: Option<u64>,
}

impl Report {
    /// A report with nothing but its status and the reason: what did not get as far as running.
    pub fn without_run(status: Status, reason: impl Into<String>) -> Report {
        Report {
            status,
            reason: Some(reason.into()),
            compile: None,
            run: None,
            tests: Vec::new(),
            tests_total: 0,
            score: None,
            usage: Usage::default(),
            slot: None,
            calibration_us: None,
            judged_again: None,
        }
    }
}

/// A stage of the path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    Accepted,
    Queued,
    Placed,
    Compiled,
    Run,
    Checked,
    Published,
}

impl Stage {
    pub fn as_str(self) -> &'static str {
        match self {
            Stage::Accepted => "accepted",
            Stage::Queued => "queued",
            Stage::Placed => "placed",
            Stage::Compiled => "compiled",
            Stage::Run => "run",
            Stage::Checked => "checked",
            Stage::Published => "published",
        }
    }
}

/// When a stage ended and what it took by the clock of the piece that did it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    pub stage: Stage,
    pub at: Timestamp,
    pub took_us: u64,
    /// `api`, `scheduler` or the agent's name.
    pub by: String,
}

/// The stored end of a judging: create-only, key `<submission>.<judging>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    pub v: u16,
    pub submission: SubmissionId,
    pub judging: Judging,
    pub attempt: Attempt,
    pub tenant: Tenant,
    pub user: UserId,
    pub language: LanguageId,
    #[serde(default)]
    pub problem: Option<ProblemId>,
    pub region: Region,
    /// None when no agent was involved: cancelled while queued, given up.
    #[serde(default)]
    pub agent: Option<AgentId>,
    pub term: Term,
    pub report: Report,
    pub marks: Vec<Mark>,
    pub decided_at: Timestamp,
}
