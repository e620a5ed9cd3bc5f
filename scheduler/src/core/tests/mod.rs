//! Tests of the core by example: events in, effects out, nothing else. Each ends with `done`, which checks every
//! cross-reference and that no effect was left unexpected.

mod again;
mod agents;
mod leading;
mod placing;
mod results;

use gavel_wire::limits::PROBLEMS_HELD_MAX;
use gavel_wire::message::{ResultDecision, StartAnswer};
use gavel_wire::state::{AgentState, Cancel, IndexEntry, ReadyLanguage, SlotState};
use gavel_wire::verdict::{Mark, Report, Stage, Status};
use gavel_wire::{
    AgentId, Class, Judging, LanguageId, Lease, ProblemId, Region, RunResult, SubmissionId, Tenant, Term,
    Timestamp, UserId,
};

use super::*;
use crate::lease::LeaseKey;

pub(crate) const TERM: Term = Term(5);
pub(crate) const WALL: Timestamp = Timestamp(time::OffsetDateTime::UNIX_EPOCH);

pub(crate) fn region() -> Region {
    Region::parse("us").unwrap()
}

pub(crate) fn key() -> LeaseKey {
    LeaseKey::from_bytes(&[7; 32]).unwrap()
}

pub(crate) fn judging(number: u64) -> JudgingKey {
    JudgingKey {
        submission: SubmissionId(uuid::Uuid::from_u128(u128::from(number) + 1)),
        judging: Judging(1),
    }
}

pub(crate) fn entry(number: u64, class: Class, user: &str, language: &str) -> IndexEntry {
    IndexEntry {
        sequence: number,
        submission: judging(number).submission,
        judging: Judging(1),
        tenant: Tenant::parse("t").unwrap(),
        user: UserId::parse(user).unwrap(),
        class,
        language: LanguageId::parse(language).unwrap(),
        problem: None,
        accepted_at: WALL,
    }
}

pub(crate) fn ready_language(name: &str) -> ReadyLanguage {
    ReadyLanguage {
        id: LanguageId::parse(name).unwrap(),
        name: name.to_uppercase(),
        version: "1".to_owned(),
    }
}

pub(crate) fn state(agent: &str, epoch: u64, sequence: u64, slots: Vec<SlotState>) -> AgentState {
    AgentState {
        v: 1,
        agent: AgentId::parse(agent).unwrap(),
        region: region(),
        epoch,
        sequence,
        term_seen: Term(0),
        draining: false,
        languages: vec![ready_language("c"), ready_language("python")],
        slots,
        holds: Vec::new(),
        unfit: None,
    }
}

pub(crate) fn idle(count: u16) -> Vec<SlotState> {
    let slot = |slot| SlotState {
        slot,
        lease: None,
        finished: false,
        calibration_us: None,
    };
    (0..count).map(slot).collect()
}

pub(crate) fn busy(lease: &Lease, finished: bool) -> SlotState {
    SlotState {
        slot: 0,
        lease: Some(lease.clone()),
        finished,
        calibration_us: None,
    }
}

pub(crate) fn result_of(lease: &Lease, status: Status) -> RunResult {
    RunResult {
        v: 1,
        lease: lease.clone(),
        tenant: Tenant::parse("t").unwrap(),
        user: UserId::parse("liar").unwrap(),
        language: LanguageId::parse("c").unwrap(),
        problem: None,
        report: Report::without_run(status, "because"),
        marks: Vec::new(),
        near_limit: false,
    }
}

pub(crate) fn mark() -> Mark {
    Mark {
        stage: Stage::Placed,
        at: WALL,
        took_us: 9,
        by: "scheduler".to_owned(),
    }
}

/// A core with its clock and the effects that a test has not looked at yet.
pub(crate) struct Bench {
    pub(crate) core: Core,
    pub(crate) now: Moment,
    effects: Vec<Effect>,
    sequence: u64,
    replies: u64,
}

impl Bench {
    pub(crate) fn standby() -> Bench {
        Bench {
            core: Core::new(Settings::new(region()), key()),
            now: Moment::from_ms(1_000_000),
            effects: Vec::new(),
            sequence: 0,
            replies: 0,
        }
    }

    /// Leads in TERM, has caught up with an empty stream, and has settled.
    pub(crate) fn leading() -> Bench {
        let mut bench = Bench::standby();
        bench.lead(TERM);
        bench.settle();
        bench
    }

    pub(crate) fn lead(&mut self, term: Term) {
        self.event(Event::LeadershipWon {
            term,
            renewed_at: self.now,
        });
    }

    pub(crate) fn settle(&mut self) {
        self.term_event(TermEvent::IndexCaughtUp);
        self.pass(800);
        self.take_notes();
        self.take_snapshots();
    }

    pub(crate) fn event(&mut self, event: Event) {
        self.effects.extend(self.core.handle(event, self.now));
        self.core.sanity_check();
    }

    pub(crate) fn term_event(&mut self, event: TermEvent) {
        let term = self.core.term().expect("leads");
        self.event(Event::InTerm(term, event));
    }

    /// Lets time pass with ticks and renewals, as the shell does; agents stay silent.
    pub(crate) fn pass(&mut self, ms: u64) {
        let end = self.now.plus_ms(ms);
        while self.now < end {
            self.now = self.now.plus_ms(50);
            if let Some(term) = self.core.term() {
                let renewed_at = self.now;
                self.event(Event::LeaseRenewed { term, renewed_at });
            }
            self.event(Event::Ticked);
        }
    }

    pub(crate) fn index(&mut self, entry: IndexEntry) {
        self.term_event(TermEvent::SubmissionIndexed { entry, age_ms: 0 });
    }

    pub(crate) fn submit(&mut self, number: u64) {
        self.index(entry(number, Class::Practice, "u", "c"));
    }

    pub(crate) fn announce(&mut self, agent: &str, slots: Vec<SlotState>) {
        self.sequence += 1;
        let state = state(agent, 1, self.sequence, slots);
        self.event(Event::AgentStateReceived(state));
    }

    pub(crate) fn announce_as(
        &mut self,
        change: impl FnOnce(&mut AgentState),
        agent: &str,
        slots: Vec<SlotState>,
    ) {
        self.sequence += 1;
        let mut state = state(agent, 1, self.sequence, slots);
        change(&mut state);
        self.event(Event::AgentStateReceived(state));
    }

    pub(crate) fn offer(&mut self, lease: &Lease, status: Status) -> ReplyId {
        self.replies += 1;
        let reply = ReplyId(self.replies);
        let result = Box::new(result_of(lease, status));
        self.event(Event::ResultReceived { result, reply });
        reply
    }

    /// A time limit, so near that another slot's judgement is asked for.
    pub(crate) fn offer_near(&mut self, lease: &Lease, slot: u16) -> ReplyId {
        self.replies += 1;
        let reply = ReplyId(self.replies);
        let mut result = Box::new(result_of(lease, Status::TimeLimit));
        result.near_limit = true;
        result.report.slot = Some(slot);
        result.report.usage.cpu_us = 1_050_000;
        self.event(Event::ResultReceived { result, reply });
        reply
    }

    pub(crate) fn accept(&mut self, lease: &Lease) {
        let attempt = AttemptKey::of(lease);
        self.term_event(TermEvent::RunAccepted {
            attempt,
            mark: mark(),
        });
    }

    pub(crate) fn refuse(&mut self, lease: &Lease, answer: StartAnswer) {
        let attempt = AttemptKey::of(lease);
        self.term_event(TermEvent::RunRefused { attempt, answer });
    }

    pub(crate) fn cancel(&mut self, number: u64) {
        let JudgingKey { submission, judging } = judging(number);
        let cancel = Cancel {
            v: 1,
            submission,
            judging,
            at: WALL,
        };
        self.term_event(TermEvent::CancelRequested(cancel));
    }

    /// The next effect must be a start; its lease is valid.
    pub(crate) fn start(&mut self) -> Lease {
        self.start_not_on(None)
    }

    /// The same, with the slot that it must not get.
    pub(crate) fn start_not_on(&mut self, slot: Option<u16>) -> Lease {
        self.take_notes();
        match self.next() {
            Effect::FetchAndStart(start) => {
                assert!(key().verify(&start.lease));
                assert_eq!(start.not_on_slot, slot);
                start.lease
            }
            other => panic!("a start was expected, not {other:?}"),
        }
    }

    pub(crate) fn decision(&mut self) -> Decision {
        self.take_notes();
        match self.next() {
            Effect::CreateVerdict(decision) => *decision,
            other => panic!("a verdict was expected, not {other:?}"),
        }
    }

    pub(crate) fn next(&mut self) -> Effect {
        assert!(!self.effects.is_empty(), "an effect was expected");
        self.effects.remove(0)
    }

    pub(crate) fn expect(&mut self, effect: Effect) {
        assert_eq!(self.next(), effect);
    }

    pub(crate) fn expect_answer(&mut self, reply: ReplyId, answer: ResultDecision) {
        self.expect(Effect::AnswerResult { reply, answer });
    }

    /// A started and accepted run on an agent of one slot.
    pub(crate) fn running(&mut self, number: u64, agent: &str) -> Lease {
        self.announce(agent, idle(1));
        self.submit(number);
        let lease = self.start();
        self.accept(&lease);
        self.announce(agent, vec![busy(&lease, false)]);
        lease
    }

    pub(crate) fn take_notes(&mut self) -> Vec<Note> {
        let mut notes = Vec::new();
        self.effects.retain(|effect| match effect {
            Effect::Note(note) => {
                notes.push(note.clone());
                false
            }
            _ => true,
        });
        notes
    }

    pub(crate) fn take_snapshots(&mut self) -> Vec<QueueSnapshot> {
        let mut snapshots = Vec::new();
        self.effects.retain(|effect| match effect {
            Effect::PublishQueueState(snapshot) => {
                snapshots.push((**snapshot).clone());
                false
            }
            _ => true,
        });
        snapshots
    }

    pub(crate) fn rejections(&mut self) -> Vec<Rejection> {
        let reason = |note| match note {
            Note::Rejected { reason, .. } => Some(reason),
            _ => None,
        };
        self.take_notes().into_iter().filter_map(reason).collect()
    }

    /// No other effect, and every cross-reference holds.
    pub(crate) fn quiet(&mut self) {
        self.take_notes();
        self.take_snapshots();
        assert!(self.effects.is_empty(), "left: {:?}", self.effects);
        self.core.sanity_check();
    }

    pub(crate) fn done(mut self) {
        self.quiet();
    }
}
