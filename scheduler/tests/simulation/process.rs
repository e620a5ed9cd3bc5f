//! A scheduler's process: the real core, with a shell that follows the server as the real one does. Clock, pauses and
//! cuts are its own. Effects go to `execute`, the election is in `election`.

use std::collections::{HashMap, HashSet};

use gavel_scheduler::core::{AttemptKey, Core, Effect, Event, Moment, Note, ReplyId, TermEvent};
use gavel_scheduler::lease::LeaseKey;
use gavel_wire::state::IndexEntry;
use gavel_wire::{RunResult, Term};

use crate::election::{Election, ElectionReply};
use crate::execute::{StartReplied, Work};
use crate::plan::Plan;
use crate::server::{cancel_of, index_of};
use crate::trace::About;
use crate::world::{Item, World};

/// What reaches a process, from outside or from its own tasks.
#[derive(Clone)]
pub(crate) enum ToProcess {
    Tick,
    Reconnected,
    Event(Box<Event>),
    /// Queued messages as they were read some time ago, and whether none was behind them.
    Index(Term, Vec<IndexEntry>, bool),
    LookAtIndex(Term),
    Cancels(Term),
    Result(Box<RunResult>, Offer),
    Work(Term, Work),
    StartReplied(u64, StartReplied),
    /// A request to the server ended with this, unless it has ended before.
    Done(Term, u64, Box<TermEvent>),
    ElectionStep,
    ElectionReply(u64, ElectionReply),
    ElectionTimeout(u64),
}

/// Where a result's answer goes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Offer {
    pub(crate) agent: usize,
    pub(crate) epoch: u64,
    pub(crate) run: u64,
    pub(crate) number: u64,
}

/// What a leader follows.
pub(crate) struct Followed {
    pub(crate) term: Term,
    position: u64,
    cancels: usize,
    reading: bool,
    caught_up: bool,
}

pub(crate) struct Process {
    pub(crate) core: Core,
    pub(crate) incarnation: u32,
    pub(crate) alive: bool,
    pub(crate) stopped_until_us: u64,
    pub(crate) cut_until_us: u64,
    pub(crate) election: Election,
    pub(crate) followed: Option<Followed>,
    /// StartRuns that were sent and are not answered.
    pub(crate) requests: HashMap<u64, (Term, AttemptKey)>,
    pub(crate) requests_sent: u64,
    /// Other requests, to the server.
    open: HashSet<u64>,
    replies: HashMap<ReplyId, Offer>,
    replies_given: u64,
    /// Its clock against true time.
    clock_us: i64,
    handled: u64,
}

fn core(plan: &Plan) -> Core {
    Core::new(plan.settings.clone(), LeaseKey::from_bytes(&[7; 32]).unwrap())
}

impl Process {
    pub(crate) fn absent(plan: &Plan) -> Process {
        Process {
            core: core(plan),
            incarnation: 0,
            alive: false,
            stopped_until_us: 0,
            cut_until_us: 0,
            election: Election::default(),
            followed: None,
            requests: HashMap::new(),
            requests_sent: 0,
            open: HashSet::new(),
            replies: HashMap::new(),
            replies_given: 0,
            clock_us: 0,
            handled: 0,
        }
    }

    pub(crate) fn turn_clock(&mut self, by_us: i64) {
        self.clock_us += by_us;
    }

    pub(crate) fn open_request(&mut self) -> u64 {
        self.requests_sent += 1;
        self.open.insert(self.requests_sent);
        self.requests_sent
    }

    /// Whether it was open.
    pub(crate) fn close_request(&mut self, request: u64) -> bool {
        self.open.remove(&request)
    }

    pub(crate) fn moment(&self, now_us: u64) -> Moment {
        let own = i64::try_from(now_us).unwrap() + self.clock_us;
        Moment::from_us(u64::try_from(own).unwrap_or(0))
    }
}

impl World {
    pub(crate) fn start_process(&mut self, id: usize) {
        if self.processes[id].alive {
            return;
        }
        let incarnation = self.processes[id].incarnation + 1;
        // A machine may have run for long before; its clock starts anywhere.
        let clock_us = i64::try_from(self.random.below(1_000_000_000)).unwrap() + 20_000_000;
        self.processes[id] = Process {
            incarnation,
            alive: true,
            clock_us,
            ..Process::absent(&self.plan)
        };
        let about = About {
            process: Some(id),
            ..About::default()
        };
        self.line(about, || {
            format!("process {id} starts as incarnation {incarnation}")
        });
        self.post(id, 0, ToProcess::ElectionStep);
        self.post(id, 0, ToProcess::Tick);
    }

    pub(crate) fn kill_process(&mut self, id: usize, away_us: u64) {
        if std::mem::replace(&mut self.processes[id].alive, false) {
            self.processes[id].followed = None;
            self.after(away_us, Item::StartProcess(id));
        }
    }

    /// To the process itself, as one of its tasks does: never lost.
    pub(crate) fn post(&mut self, id: usize, delay_us: u64, what: ToProcess) {
        let incarnation = self.processes[id].incarnation;
        self.after(delay_us, Item::Process(id, incarnation, what));
    }

    pub(crate) fn on_process(&mut self, id: usize, what: ToProcess) {
        match what {
            ToProcess::Tick => {
                self.handle(id, Event::Ticked);
                let next = 50_000 + self.random.below(30_000);
                self.post(id, next, ToProcess::Tick);
            }
            ToProcess::Reconnected => {
                self.handle(id, Event::ConnectionRestored);
                if let Some(followed) = &mut self.processes[id].followed {
                    // The log is opened anew behind what it has handed out, and says again when that is all.
                    followed.caught_up = false;
                    let term = followed.term;
                    self.look_at_index(id, term);
                }
            }
            ToProcess::Event(event) => self.handle(id, *event),
            ToProcess::LookAtIndex(term) => self.look_at_index(id, term),
            ToProcess::Index(term, entries, is_all) => self.on_index(id, term, entries, is_all),
            ToProcess::Cancels(term) => self.on_cancels(id, term),
            ToProcess::Result(result, offer) => {
                // Nobody listens any more where it has stepped down: the agent hears nothing.
                if self.processes[id].followed.is_some() {
                    let process = &mut self.processes[id];
                    process.replies_given += 1;
                    let reply = ReplyId(process.replies_given);
                    process.replies.insert(reply, offer);
                    self.handle(id, Event::ResultReceived { result, reply });
                }
            }
            ToProcess::Work(term, work) => self.execute(id, term, work),
            ToProcess::StartReplied(request, replied) => self.on_start_replied(id, request, replied),
            ToProcess::Done(term, request, event) => self.on_done(id, term, request, *event),
            ToProcess::ElectionStep => self.election_step(id),
            ToProcess::ElectionReply(step, reply) => self.on_election_reply(id, step, reply),
            ToProcess::ElectionTimeout(step) => self.on_election_timeout(id, step),
        }
    }

    pub(crate) fn handle(&mut self, id: usize, event: Event) {
        let process = &mut self.processes[id];
        let now = process.moment(self.now_us);
        if let Event::LeadershipWon { term, .. } = &event {
            process.followed = Some(Followed {
                term: *term,
                position: 0,
                cancels: 0,
                reading: false,
                caught_up: false,
            });
            let term = *term;
            self.post(id, 0, ToProcess::LookAtIndex(term));
            self.post(id, 0, ToProcess::Cancels(term));
        }
        let process = &mut self.processes[id];
        let effects = process.core.handle(event, now);
        process.handled += 1;
        if process.handled.is_multiple_of(self.plan.check_every) {
            process.core.sanity_check();
        }
        let term = process.core.term();
        for effect in effects {
            self.effect(id, term, effect);
        }
    }

    fn effect(&mut self, id: usize, term: Option<Term>, effect: Effect) {
        self.digest(id, &effect);
        let work = match effect {
            Effect::Note(note) => return self.note(id, term, &note),
            Effect::StepDown { term } => return self.step_down(id, term),
            // Looked at only for its bounds, which the core's own check covers.
            Effect::PublishQueueState(_) => return,
            Effect::AnswerResult { reply, answer } => {
                let Some(offer) = self.processes[id].replies.remove(&reply) else {
                    return self.broken(About::default(), || format!("{reply:?} is answered twice"));
                };
                Work::Answer(offer, answer)
            }
            Effect::FetchAndStart(start) => {
                self.check_place(&start);
                Work::Start(start, 0)
            }
            Effect::StopRun { agent, attempt } => Work::Stop(agent, attempt),
            Effect::CreateVerdict(decision) => Work::Store(decision),
            Effect::Bury {
                judging, sequence, ..
            } => Work::Bury(judging, sequence),
            Effect::DeleteSubmission { sequence } => Work::Delete(sequence),
        };
        let wait_us = self.wait_us();
        // "Not leader" is said in no term.
        self.post(id, wait_us, ToProcess::Work(term.unwrap_or(Term(0)), work));
    }

    fn note(&mut self, id: usize, term: Option<Term>, note: &Note) {
        let about = |judging| About {
            judging,
            process: Some(id),
            ..About::default()
        };
        match note {
            Note::Struck {
                attempt,
                strikes,
                reason,
                ..
            } => {
                let index = index_of(attempt.judging);
                self.line(about(index), || {
                    format!("process {id} counts strike {strikes} of {index:?}: {reason}")
                });
                self.on_struck(term, *attempt, *strikes, reason);
            }
            Note::Adopted { attempt, .. } => {
                let index = index_of(attempt.judging);
                self.statistics.adopted += 1;
                self.on_adopted(term, *attempt);
                self.line(about(index), || {
                    format!("process {id} adopts {index:?}, attempt {}", attempt.attempt)
                });
            }
            Note::JudgedAgain { attempt, agent } => {
                let index = index_of(attempt.judging);
                self.statistics.judged_again += 1;
                self.line(about(index), || {
                    format!(
                        "process {id} has {index:?} judged again after attempt {}",
                        attempt.attempt
                    )
                });
                self.on_judged_again(term, *attempt, agent);
            }
            Note::GivenUp { judging, reason } => {
                let index = index_of(*judging);
                self.statistics.given_up += 1;
                self.line(about(index), || {
                    format!("process {id} gives {index:?} up: {reason}")
                });
            }
            Note::Ready { .. } => {
                self.line(about(None), || format!("process {id} is ready in {term:?}"));
                self.on_ready(term);
            }
            other => self.line(about(None), || format!("process {id} notes {other:?}")),
        }
    }

    fn step_down(&mut self, id: usize, term: Term) {
        let process = &mut self.processes[id];
        process.followed.take_if(|followed| followed.term == term);
        process.election.let_go = Some(term);
        let about = About {
            process: Some(id),
            ..About::default()
        };
        self.line(about, || format!("process {id} steps down from term {term}"));
    }

    // The index and the cancels, read behind the server by some delay.

    /// Every leader's log has something new.
    pub(crate) fn wake_indexes(&mut self) {
        for id in 0..self.processes.len() {
            let process = &self.processes[id];
            if let Some(term) = process.followed.as_ref().map(|followed| followed.term)
                && process.alive
            {
                let delay = self.random.between(self.plan.network.delay_us);
                self.post(id, delay, ToProcess::LookAtIndex(term));
                self.post(id, delay, ToProcess::Cancels(term));
            }
        }
    }

    fn look_at_index(&mut self, id: usize, term: Term) {
        let process = &mut self.processes[id];
        let has_room = process.core.has_room();
        let Some(followed) = process.followed.as_mut().filter(|followed| followed.term == term) else {
            return;
        };
        if followed.reading {
            return;
        }
        let some = self.server.queue.range(followed.position + 1..).take(64);
        let entries: Vec<IndexEntry> = some
            .map(|(sequence, index)| self.server.entry(*sequence, *index))
            .collect();
        let last = entries.last().map_or(followed.position, |entry| entry.sequence);
        let is_all = self.server.queue.range(last + 1..).next().is_none();
        if entries.is_empty() && followed.caught_up {
            return;
        }
        followed.reading = true;
        // As the real shell, which polls its log only while there is room.
        let delay = if has_room {
            self.fate([self.processes[id].cut_until_us, 0])
        } else {
            None
        };
        match delay {
            Some(delay) => self.post(id, delay, ToProcess::Index(term, entries, is_all)),
            None => self.post(id, 50_000, ToProcess::Index(term, Vec::new(), false)),
        }
    }

    fn on_index(&mut self, id: usize, term: Term, entries: Vec<IndexEntry>, is_all: bool) {
        let mut read_all = is_all;
        for entry in entries {
            if !self.processes[id].core.has_room() {
                read_all = false;
                break;
            }
            let sequence = entry.sequence;
            let event = TermEvent::SubmissionIndexed { entry, age_ms: 0 };
            self.handle(id, Event::InTerm(term, event));
            let followed = self.processes[id].followed.as_mut();
            let Some(followed) = followed.filter(|followed| followed.term == term) else {
                return;
            };
            followed.position = sequence;
        }
        let Some(followed) = self.processes[id]
            .followed
            .as_mut()
            .filter(|followed| followed.term == term)
        else {
            return;
        };
        followed.reading = false;
        if read_all && !std::mem::replace(&mut followed.caught_up, true) {
            self.handle(id, Event::InTerm(term, TermEvent::IndexCaughtUp));
        }
        self.post(id, 0, ToProcess::LookAtIndex(term));
    }

    fn on_cancels(&mut self, id: usize, term: Term) {
        if self.processes[id].cut_until_us.max(self.server.cut_until_us) > self.now_us {
            return self.post(id, 300_000, ToProcess::Cancels(term));
        }
        loop {
            let followed = self.processes[id].followed.as_mut();
            let Some(followed) = followed.filter(|followed| followed.term == term) else {
                return;
            };
            let Some(index) = self.server.cancels.get(followed.cancels).copied() else {
                return;
            };
            followed.cancels += 1;
            let event = TermEvent::CancelRequested(cancel_of(index));
            self.handle(id, Event::InTerm(term, event));
        }
    }
}
