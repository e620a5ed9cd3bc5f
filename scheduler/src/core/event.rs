//! What can happen to the core, in the past tense. The shell makes these from messages, answers and the clock; the
//! simulation makes them from its seed. Nothing in them has been decided yet.

use gavel_wire::message::StartAnswer;
use gavel_wire::state::{AgentState, Cancel, IndexEntry};
use gavel_wire::verdict::Mark;
use gavel_wire::{Attempt, Judging, Lease, RunResult, SubmissionId, Term};

use super::moment::Moment;

/// One evaluation of one submission: what a verdict is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JudgingKey {
    pub submission: SubmissionId,
    pub judging: Judging,
}

/// Which lease: a leader never gives the same one twice within its term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AttemptKey {
    pub judging: JudgingKey,
    pub term: Term,
    pub attempt: Attempt,
}

impl AttemptKey {
    pub fn of(lease: &Lease) -> AttemptKey {
        AttemptKey {
            judging: JudgingKey {
                submission: lease.submission,
                judging: lease.judging,
            },
            term: lease.term,
            attempt: lease.attempt,
        }
    }
}

/// Names the place where one offered result is to be answered; the shell keeps the place itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReplyId(pub u64);

/// What happened.
#[derive(Debug, Clone)]
pub enum Event {
    /// Time has passed; comes every 50 to 100 ms.
    Ticked,
    /// The connection to NATS came back after a cut.
    ConnectionRestored,
    AgentStateReceived(AgentState),
    ResultReceived {
        result: Box<RunResult>,
        reply: ReplyId,
    },
    /// `renewed_at` was taken before the write that won was sent.
    LeadershipWon {
        term: Term,
        renewed_at: Moment,
    },
    LeaseRenewed {
        term: Term,
        renewed_at: Moment,
    },
    LeadershipLost,
    /// Something that belongs to one term; ignored in every other.
    InTerm(Term, TermEvent),
}

/// What a leader's own streams and effects bring.
#[derive(Debug, Clone)]
pub enum TermEvent {
    /// A queued message's headers; `age_ms` is its age by the server's clock, for display only.
    SubmissionIndexed {
        entry: IndexEntry,
        age_ms: u64,
    },
    /// All that the stream held when it was opened has been indexed.
    IndexCaughtUp,
    /// The stream was made anew: every sequence known so far is void.
    IndexRestarted,
    CancelRequested(Cancel),
    RunAccepted {
        attempt: AttemptKey,
        mark: Mark,
    },
    RunRefused {
        attempt: AttemptKey,
        answer: StartAnswer,
    },
    /// StartRun was sent and not answered: the agent may or may not have it.
    StartTimedOut {
        attempt: AttemptKey,
    },
    /// The body could not be fetched just now; nothing was sent.
    FetchFailed {
        attempt: AttemptKey,
    },
    /// The queue no longer holds the body.
    SubmissionMissing {
        attempt: AttemptKey,
    },
    /// The body is not of the expected form, so no agent can run it.
    SubmissionUnreadable {
        attempt: AttemptKey,
        reason: String,
    },
    VerdictStored {
        judging: JudgingKey,
    },
    /// The judging had a verdict already.
    VerdictExisted {
        judging: JudgingKey,
    },
    VerdictFailed {
        judging: JudgingKey,
    },
    SubmissionBuried {
        judging: JudgingKey,
    },
    BurialFailed {
        judging: JudgingKey,
    },
    SubmissionDeleted {
        sequence: u64,
    },
    DeletionFailed {
        sequence: u64,
    },
}
