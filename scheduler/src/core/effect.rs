//! What the core wants done, in the imperative. The shell executes these and reports back with events; it decides
//! nothing of its own, except that it drops a fenced effect once the lease is too old.

use gavel_wire::message::ResultDecision;
use gavel_wire::state::{ClassState, IndexEntry, ReadyLanguage};
use gavel_wire::verdict::{Mark, Report, Stage, Verdict};
use gavel_wire::{AgentId, Attempt, Lease, Region, SubmissionId, Term, Timestamp};

use super::event::{AttemptKey, JudgingKey, ReplyId};

#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Fetch the body and send it to the lease's agent.
    FetchAndStart(Box<Start>),
    StopRun {
        agent: AgentId,
        attempt: AttemptKey,
    },
    CreateVerdict(Box<Decision>),
    /// Copy the message to the dead, with the reason.
    Bury {
        judging: JudgingKey,
        sequence: u64,
        reason: String,
    },
    DeleteSubmission {
        sequence: u64,
    },
    AnswerResult {
        reply: ReplyId,
        answer: ResultDecision,
    },
    PublishQueueState(Box<QueueSnapshot>),
    /// Leadership is over: forget the term's streams and contend anew.
    StepDown {
        term: Term,
    },
    /// For logs and counters only.
    Note(Note),
}

impl Effect {
    /// Whether it changes something outside that a deposed leader must not change. "Not leader" may always be said.
    pub fn is_fenced(&self) -> bool {
        match self {
            Effect::FetchAndStart(_)
            | Effect::StopRun { .. }
            | Effect::CreateVerdict(_)
            | Effect::Bury { .. }
            | Effect::DeleteSubmission { .. }
            | Effect::PublishQueueState(_) => true,
            Effect::AnswerResult { answer, .. } => *answer != ResultDecision::NotLeader,
            Effect::StepDown { .. } | Effect::Note(_) => false,
        }
    }
}

/// One attempt to be started.
#[derive(Debug, Clone, PartialEq)]
pub struct Start {
    pub lease: Lease,
    /// Look for a verdict first: the message was in the stream when this leader came, so that its predecessor may
    /// have stored one.
    pub check_verdict: bool,
    /// From indexed to placed.
    pub queued_us: u64,
    pub not_on_slot: Option<u16>,
}

impl Start {
    pub fn attempt(&self) -> AttemptKey {
        AttemptKey::of(&self.lease)
    }
}

/// A verdict but for the moment of its storing.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    pub term: Term,
    pub entry: IndexEntry,
    pub attempt: Attempt,
    pub agent: Option<AgentId>,
    pub report: Report,
    pub marks: Vec<Mark>,
    /// Where the result overtook the answer to its start and so was the first to tell that the agent had the run:
    /// how long that took to be known.
    pub placed_us: Option<u64>,
}

impl Decision {
    pub fn judging(&self) -> JudgingKey {
        JudgingKey {
            submission: self.entry.submission,
            judging: self.entry.judging,
        }
    }

    /// The verdict as it is stored at `at`, `took_us` after the result came.
    pub fn into_verdict(self, region: Region, at: Timestamp, took_us: u64) -> Verdict {
        let mark = |stage, took_us| Mark {
            stage,
            at,
            took_us,
            by: "scheduler".to_owned(),
        };
        let mut marks = self.marks;
        if let Some(placed_us) = self.placed_us {
            insert_placed(&mut marks, mark(Stage::Placed, placed_us));
        }
        marks.push(mark(Stage::Published, took_us));
        Verdict {
            v: gavel_wire::message::WIRE_VERSION,
            submission: self.entry.submission,
            judging: self.entry.judging,
            attempt: self.attempt,
            tenant: self.entry.tenant,
            user: self.entry.user,
            language: self.entry.language,
            problem: self.entry.problem,
            region,
            agent: self.agent,
            term: self.term,
            report: self.report,
            marks,
            decided_at: at,
        }
    }
}

/// The leader's own mark of the placing takes its place behind those of the queue.
pub(crate) fn insert_placed(marks: &mut Vec<Mark>, placed: Mark) {
    marks.retain(|mark| mark.stage != Stage::Placed);
    let queue = |mark: &Mark| matches!(mark.stage, Stage::Accepted | Stage::Queued);
    let behind = marks.iter().rposition(queue).map_or(0, |index| index + 1);
    marks.insert(behind, placed);
}

/// Backlog and capacity, but for name and time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueSnapshot {
    pub term: Term,
    pub classes: Vec<ClassState>,
    pub running: u32,
    pub slots_free: u32,
    pub slots_total: u32,
    pub agents: u32,
    pub languages: Vec<ReadyLanguage>,
    pub next: Vec<SubmissionId>,
    pub start_every_us: Option<u64>,
}

/// Something an operator may want to read or count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// A remote message that was refused; the reason is a metric's label.
    Rejected {
        reason: Rejection,
        agent: Option<AgentId>,
    },
    AgentAppeared {
        agent: AgentId,
    },
    AgentLost {
        agent: AgentId,
    },
    AgentRestarted {
        agent: AgentId,
    },
    /// A running attempt of an earlier leader goes on under this one.
    Adopted {
        attempt: AttemptKey,
        agent: AgentId,
    },
    /// An attempt failed.
    Struck {
        attempt: AttemptKey,
        agent: AgentId,
        strikes: u32,
        reason: String,
    },
    /// The attempt's time limit was so near that its judging is done again on another slot.
    JudgedAgain {
        attempt: AttemptKey,
        agent: AgentId,
    },
    GivenUp {
        judging: JudgingKey,
        reason: String,
    },
    /// The stream no longer has its message.
    Missing {
        judging: JudgingKey,
    },
    /// The index is read and the agents were heard: work is placed from now on.
    Ready {
        queued: usize,
        running: usize,
    },
    /// The agents' deadlines start afresh after a gap.
    Paused {
        gap_ms: u64,
    },
}

/// Why something from outside was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rejection {
    ForgedLease,
    ForeignLease,
    ExpiredLease,
    StaleState,
    OversizedState,
    TooManyAgents,
    QueueFull,
    TooManyCancels,
    DoubledSubmission,
    AgentBusy,
    AgentDraining,
    WrongTerm,
    AgentRestarted,
}

impl Rejection {
    /// The label of `gavel_rejections_total`.
    pub fn as_str(self) -> &'static str {
        match self {
            Rejection::ForgedLease => "forged_lease",
            Rejection::ForeignLease => "foreign_lease",
            Rejection::ExpiredLease => "expired_lease",
            Rejection::StaleState => "stale_state",
            Rejection::OversizedState => "oversized_state",
            Rejection::TooManyAgents => "too_many_agents",
            Rejection::QueueFull => "queue_full",
            Rejection::TooManyCancels => "too_many_cancels",
            Rejection::DoubledSubmission => "doubled_submission",
            Rejection::AgentBusy => "agent_busy",
            Rejection::AgentDraining => "agent_draining",
            Rejection::WrongTerm => "wrong_term",
            Rejection::AgentRestarted => "agent_restarted",
        }
    }
}
