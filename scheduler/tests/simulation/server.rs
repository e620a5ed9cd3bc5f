//! JetStream as the schedulers see it: the queue, verdicts that are created once, cancels, the dead, and the leader's
//! key with its compare-and-set. What has reached it is never lost; what is on its way may be.

use std::collections::{BTreeMap, HashSet};

use gavel_scheduler::core::{AttemptKey, Decision, JudgingKey};
use gavel_wire::message::WIRE_VERSION;
use gavel_wire::state::{Cancel, IndexEntry};
use gavel_wire::verdict::Status;
use gavel_wire::{AgentId, Class, Judging, LanguageId, SubmissionId, Tenant, Term, Timestamp, UserId};

use crate::plan::Plan;
use crate::random::Random;

pub(crate) const WALL: Timestamp = Timestamp(time::OffsetDateTime::UNIX_EPOCH);

/// What a submission does to whoever runs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Sound,
    /// Some slots find it a little too slow, others fast enough.
    NearLimit,
    SandboxFails,
    KillsAgent,
    /// It takes about as long as an attempt may take at most.
    Slow,
    /// Its body is not what its headers say.
    Unreadable,
    /// An operator deletes its message; it may end without a verdict.
    Withdrawn,
}

/// One judging with its whole history, as nobody but the simulation knows it.
#[derive(Debug)]
pub(crate) struct Submission {
    pub(crate) kind: Kind,
    pub(crate) class: Class,
    pub(crate) language: usize,
    pub(crate) user: u64,
    pub(crate) accepted: bool,
    pub(crate) cancel_asked: bool,
    /// Given out by some leader, in order.
    pub(crate) attempts: Vec<AttemptKey>,
    /// Taken by an agent.
    pub(crate) runs: u32,
    /// Given by an agent, with what it said.
    pub(crate) results: Vec<(AttemptKey, Status)>,
    /// Those that were done again.
    pub(crate) again: Vec<Again>,
    /// With the term of the leader that counted it.
    pub(crate) struck: Vec<(Option<Term>, AttemptKey)>,
    /// The highest attempt that some leader began, sent or not.
    pub(crate) begun: u32,
    /// Taken over after a later one had been begun, which counts it.
    pub(crate) overtaken: Vec<AttemptKey>,
    /// When it failed last, or was found to be unreadable.
    pub(crate) failed_us: u64,
    /// Those whose deadline has passed, by the same leaders.
    pub(crate) expired: Vec<(Option<Term>, AttemptKey)>,
    pub(crate) verdict: Option<Stored>,
}

impl Submission {
    /// However many leaders counted each.
    pub(crate) fn failed_attempts(&self) -> usize {
        let keys: HashSet<AttemptKey> = self.struck.iter().map(|(_, attempt)| *attempt).collect();
        keys.len()
    }
}

/// A leader of this term had a judging done again because of this attempt.
#[derive(Debug, Clone)]
pub(crate) struct Again {
    pub(crate) term: Option<Term>,
    pub(crate) first: AttemptKey,
    pub(crate) agent: AgentId,
    pub(crate) at_us: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stored {
    pub(crate) status: Status,
    pub(crate) attempt: u32,
    pub(crate) agent: Option<AgentId>,
}

/// The value of the leader's key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LeaseValue {
    /// Process and incarnation; none when it was let go.
    pub(crate) holder: Option<(usize, u32)>,
    /// None in the write that wins.
    pub(crate) term: Option<Term>,
}

#[derive(Default)]
pub(crate) struct Server {
    pub(crate) submissions: Vec<Submission>,
    pub(crate) cut_until_us: u64,
    /// By sequence, the submission's index.
    pub(crate) queue: BTreeMap<u64, usize>,
    pub(crate) last_sequence: u64,
    pub(crate) cancels: Vec<usize>,
    pub(crate) dead: HashSet<usize>,
    pub(crate) undecided: usize,
    /// The highest term whose leader has placed work or may.
    pub(crate) ready: Option<Term>,
    lease: Option<(u64, LeaseValue)>,
    revision: u64,
    /// When the latest write of each term that was stored had been sent, in true time.
    pub(crate) renewed_us: BTreeMap<Term, u64>,
}

impl Server {
    pub(crate) fn new(plan: &Plan, random: &mut Random) -> Server {
        let mut server = Server::default();
        for _ in 0..plan.submissions {
            let roll = random.below(1_000);
            let chances = [
                (plan.sandbox_fails_pm, Kind::SandboxFails),
                (plan.kills_agent_pm, Kind::KillsAgent),
                (plan.slow_pm, Kind::Slow),
                (plan.near_limit_pm, Kind::NearLimit),
                (plan.unreadable_pm, Kind::Unreadable),
                (plan.withdrawn_pm, Kind::Withdrawn),
            ];
            let mut least = 0;
            let kind = chances.into_iter().find_map(|(chance, kind)| {
                least += chance;
                (roll < least).then_some(kind)
            });
            server.submissions.push(Submission {
                kind: kind.unwrap_or(Kind::Sound),
                class: Class::ALL[random.index(4)],
                language: random.index(plan.languages),
                user: random.below(plan.users),
                accepted: false,
                cancel_asked: false,
                attempts: Vec::new(),
                runs: 0,
                results: Vec::new(),
                again: Vec::new(),
                struck: Vec::new(),
                begun: 0,
                overtaken: Vec::new(),
                failed_us: 0,
                expired: Vec::new(),
                verdict: None,
            });
        }
        server.undecided = plan.submissions;
        server
    }

    pub(crate) fn publish(&mut self, index: usize) {
        self.last_sequence += 1;
        self.queue.insert(self.last_sequence, index);
        self.submissions[index].accepted = true;
    }

    /// Whether the queue holds it, apart from one sequence.
    pub(crate) fn holds(&self, index: usize, except: u64) -> bool {
        self.queue
            .iter()
            .any(|(sequence, held)| *held == index && *sequence != except)
    }

    pub(crate) fn entry(&self, sequence: u64, index: usize) -> IndexEntry {
        let submission = &self.submissions[index];
        let key = key_of(index);
        IndexEntry {
            sequence,
            submission: key.submission,
            judging: key.judging,
            tenant: Tenant::parse("t").unwrap(),
            user: UserId::parse(&format!("u{}", submission.user)).unwrap(),
            class: submission.class,
            language: language(submission.language),
            problem: None,
            accepted_at: WALL,
        }
    }

    /// Whether it was created; else there was one.
    pub(crate) fn create_verdict(&mut self, decision: &Decision) -> bool {
        let Some(submission) = index_of(decision.judging()).and_then(|index| self.submissions.get_mut(index))
        else {
            return false;
        };
        if submission.verdict.is_some() {
            return false;
        }
        submission.verdict = Some(Stored {
            status: decision.report.status,
            attempt: decision.attempt.0,
            agent: decision.agent.clone(),
        });
        self.undecided -= 1;
        true
    }

    pub(crate) fn lease(&self) -> Option<(u64, LeaseValue)> {
        self.lease
    }

    /// The new revision, or none where another than `expected` (0: none) stands.
    pub(crate) fn write_lease(&mut self, expected: u64, value: LeaseValue, sent_us: u64) -> Option<u64> {
        if self.lease.map_or(0, |(revision, _)| revision) != expected {
            return None;
        }
        self.revision += 1;
        self.lease = Some((self.revision, value));
        if value.holder.is_some() {
            let term = value.term.unwrap_or(Term(self.revision));
            self.renewed_us.insert(term, sent_us);
        }
        Some(self.revision)
    }
}

pub(crate) fn key_of(index: usize) -> JudgingKey {
    JudgingKey {
        submission: SubmissionId(uuid::Uuid::from_u128(index as u128 + 1)),
        judging: Judging(1),
    }
}

pub(crate) fn index_of(key: JudgingKey) -> Option<usize> {
    usize::try_from(key.submission.0.as_u128()).ok()?.checked_sub(1)
}

pub(crate) fn language(number: usize) -> LanguageId {
    LanguageId::parse(&format!("l{number}")).unwrap()
}

pub(crate) fn cancel_of(index: usize) -> Cancel {
    let key = key_of(index);
    Cancel {
        v: WIRE_VERSION,
        submission: key.submission,
        judging: key.judging,
        at: WALL,
    }
}
