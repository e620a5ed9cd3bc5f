//! Messages that tell how things stand: agents' full state, progress, the queue, and cancels.
//! State is always whole, never a delta, so that a reader who starts late misses nothing.

use serde::{Deserialize, Serialize};

use crate::{
    AgentId, Attempt, Class, Judging, LanguageId, Lease, ProblemId, Region, SubmissionId, Tenant, Term,
    Timestamp, UserId,
};

/// A language that an agent found, probed and can run.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ReadyLanguage {
    pub id: LanguageId,
    pub name: String,
    /// First line of the toolchain's own version text.
    pub version: String,
}

/// `agent.<region>.<agent>.state`, on change and every 500 ms. Writer: that agent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentState {
    pub v: u16,
    pub agent: AgentId,
    pub region: Region,
    /// Differs for each process of the same agent and grows.
    pub epoch: u64,
    /// Grows with each message of an epoch; an older one than seen is ignored.
    pub sequence: u64,
    pub term_seen: Term,
    pub draining: bool,
    pub languages: Vec<ReadyLanguage>,
    pub slots: Vec<SlotState>,
    /// Problems whose data it has had lately, sorted; at most [`PROBLEMS_HELD_MAX`](crate::limits::PROBLEMS_HELD_MAX).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub holds: Vec<ProblemId>,
    /// Why the agent takes no work although it lives: the failed set-up step.
    #[serde(default)]
    pub unfit: Option<String>,
}

/// One slot: idle without a lease, running, or finished and waiting for its result to be answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotState {
    pub slot: u16,
    #[serde(default)]
    pub lease: Option<Lease>,
    #[serde(default)]
    pub finished: bool,
    /// How fast its CPU is, as in [`Report`](crate::verdict::Report).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calibration_us: Option<u64>,
}

/// `agent.<region>.<agent>.progress`, best effort.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    pub v: u16,
    pub submission: SubmissionId,
    pub judging: Judging,
    pub attempt: Attempt,
    pub phase: Phase,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Phase {
    Compiling,
    /// Running test `k` of `n`; of a run 1 of 1.
    Testing {
        k: u32,
        n: u32,
    },
}

/// `queue.<region>.state`, every 500 ms. Writer: the leading scheduler.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueState {
    pub v: u16,
    pub region: Region,
    pub term: Term,
    pub leader: String,
    pub at: Timestamp,
    pub classes: Vec<ClassState>,
    pub running: u32,
    pub slots_free: u32,
    pub slots_total: u32,
    pub agents: u32,
    /// Ready on at least one agent.
    pub languages: Vec<ReadyLanguage>,
    /// Who is started next, in order, when nobody else comes: at most [`PLACES_MAX`](crate::limits::PLACES_MAX).
    #[serde(default)]
    pub next: Vec<SubmissionId>,
    /// Between two starts while every slot is taken, as measured lately; none where nothing ended lately.
    #[serde(default)]
    pub start_every_us: Option<u64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassState {
    pub class: Class,
    pub queued: u32,
    /// Age of the longest waiting one.
    pub head_age_ms: u64,
}

/// Value of a key `<submission>.<judging>` in `cancel_<region>`. Writer: api.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cancel {
    pub v: u16,
    pub submission: SubmissionId,
    pub judging: Judging,
    pub at: Timestamp,
}

/// What the index knows of a queued submission, from its headers and subject only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexEntry {
    pub sequence: u64,
    pub submission: SubmissionId,
    pub judging: Judging,
    pub tenant: Tenant,
    pub user: UserId,
    pub class: Class,
    pub language: LanguageId,
    pub problem: Option<ProblemId>,
    pub accepted_at: Timestamp,
}
