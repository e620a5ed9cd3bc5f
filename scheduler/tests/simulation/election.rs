//! The election as `gavel_bus::Leadership` and the scheduler's task around it do it: compare-and-set on one key, a lease
//! that is counted from before the write was sent, and a standby that takes over when it saw no new revision for as long.

use gavel_scheduler::core::{Event, Moment};
use gavel_wire::Term;

use crate::process::ToProcess;
use crate::server::LeaseValue;
use crate::server_side::ToServer;
use crate::trace::About;
use crate::world::{Item, World};

const LEASE_MS: u64 = 1_500;
const RENEW_US: u64 = 400_000;
const LOOK_US: u64 = 100_000;
const TIMEOUT_US: u64 = 1_500_000;

#[derive(Debug, Clone, Copy)]
struct Held {
    revision: u64,
    term: Term,
    renewed_at: Moment,
}

#[derive(Debug, Clone, Copy)]
enum Waiting {
    Renewal,
    /// A look at who won after a renewal in vain.
    AfterConflict,
    Look,
    Win,
}

#[derive(Debug, Default)]
pub(crate) struct Election {
    held: Option<Held>,
    seen: Option<(u64, Moment)>,
    step: u64,
    waiting: Option<(Waiting, Moment)>,
    started_us: u64,
    /// The core stepped down from this term.
    pub(crate) let_go: Option<Term>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum ElectionReply {
    Written(u64),
    Conflict,
    Read(Option<(u64, LeaseValue)>),
}

impl World {
    fn me(&self, id: usize) -> (usize, u32) {
        (id, self.processes[id].incarnation)
    }

    pub(crate) fn election_step(&mut self, id: usize) {
        let election = &mut self.processes[id].election;
        let held = election.held;
        election.started_us = self.now_us;
        if let (Some(term), Some(held)) = (election.let_go.take(), held)
            && held.term == term
        {
            election.held = None;
            let value = LeaseValue {
                holder: None,
                term: Some(term),
            };
            self.write_lease(id, held.revision, value, None);
            return self.post(id, 2 * LOOK_US, ToProcess::ElectionStep);
        }
        match held {
            Some(held) => {
                let value = LeaseValue {
                    holder: Some(self.me(id)),
                    term: Some(held.term),
                };
                let step = self.begin(id, Waiting::Renewal);
                self.write_lease(id, held.revision, value, Some(step));
            }
            None => {
                let step = self.begin(id, Waiting::Look);
                self.read_lease(id, step);
            }
        }
    }

    fn begin(&mut self, id: usize, waiting: Waiting) -> u64 {
        let now = self.processes[id].moment(self.now_us);
        let election = &mut self.processes[id].election;
        election.step += 1;
        election.waiting = Some((waiting, now));
        let step = election.step;
        self.post(id, TIMEOUT_US, ToProcess::ElectionTimeout(step));
        step
    }

    fn write_lease(&mut self, id: usize, expected: u64, value: LeaseValue, step: Option<u64>) {
        let write = ToServer::WriteLease {
            from: self.me(id),
            step,
            expected,
            value,
            sent_us: self.now_us,
        };
        if let Some(delay) = self.fate([self.processes[id].cut_until_us, 0]) {
            self.after(delay, Item::Server(write));
        }
    }

    fn read_lease(&mut self, id: usize, step: u64) {
        let read = ToServer::ReadLease {
            from: self.me(id),
            step,
        };
        if let Some(delay) = self.fate([self.processes[id].cut_until_us, 0]) {
            self.after(delay, Item::Server(read));
        }
    }

    pub(crate) fn on_election_timeout(&mut self, id: usize, step: u64) {
        let election = &mut self.processes[id].election;
        if election.step == step && election.waiting.take().is_some() {
            self.next_step(id, LOOK_US);
        }
    }

    fn next_step(&mut self, id: usize, pause_us: u64) {
        let election = &self.processes[id].election;
        let due = election.started_us + pause_us;
        let delay = due.saturating_sub(self.now_us);
        // An order is taken up between steps, at once.
        let delay = if election.let_go.is_some() { 0 } else { delay };
        self.post(id, delay, ToProcess::ElectionStep);
    }

    pub(crate) fn on_election_reply(&mut self, id: usize, step: u64, reply: ElectionReply) {
        let now = self.processes[id].moment(self.now_us);
        let me = self.me(id);
        let election = &mut self.processes[id].election;
        if election.step != step {
            return;
        }
        let Some((waiting, sent_at)) = election.waiting.take() else {
            return;
        };
        match (waiting, reply, election.held) {
            (Waiting::Renewal, ElectionReply::Written(revision), Some(held)) => {
                let held = Held {
                    revision,
                    renewed_at: sent_at,
                    ..held
                };
                election.held = Some(held);
                self.renewed(id, held);
            }
            (Waiting::Renewal, ElectionReply::Conflict, Some(_)) => {
                let step = self.begin(id, Waiting::AfterConflict);
                self.read_lease(id, step);
            }
            (Waiting::AfterConflict, ElectionReply::Read(found), Some(held)) => match found {
                Some((revision, value)) if value.holder == Some(me) && value.term == Some(held.term) => {
                    let held = Held { revision, ..held };
                    election.held = Some(held);
                    self.renewed(id, held);
                }
                found => {
                    election.held = None;
                    election.seen = found.map(|(revision, _)| (revision, now));
                    self.next_step(id, LOOK_US);
                    self.handle(id, Event::LeadershipLost);
                }
            },
            (Waiting::Look, ElectionReply::Read(found), _) => self.contend(id, found, now),
            (Waiting::Win, ElectionReply::Written(revision), _) => {
                let held = Held {
                    revision,
                    term: Term(revision),
                    renewed_at: sent_at,
                };
                election.held = Some(held);
                self.won(id, held);
            }
            (Waiting::Win, ElectionReply::Conflict, _) => {
                election.seen = None;
                self.next_step(id, LOOK_US);
            }
            _ => self.next_step(id, LOOK_US),
        }
    }

    fn contend(&mut self, id: usize, found: Option<(u64, LeaseValue)>, now: Moment) {
        let election = &mut self.processes[id].election;
        let expected = match found {
            None => 0,
            Some((revision, value)) if value.holder.is_none() => revision,
            Some((revision, _)) => match election.seen {
                Some((seen, since)) if seen == revision && now.ms_since(since) >= LEASE_MS => revision,
                Some((seen, _)) if seen == revision => return self.next_step(id, LOOK_US),
                _ => {
                    election.seen = Some((revision, now));
                    return self.next_step(id, LOOK_US);
                }
            },
        };
        let value = LeaseValue {
            holder: Some(self.me(id)),
            term: None,
        };
        let step = self.begin(id, Waiting::Win);
        self.write_lease(id, expected, value, Some(step));
    }

    fn won(&mut self, id: usize, held: Held) {
        self.statistics.terms += 1;
        let about = About {
            process: Some(id),
            ..About::default()
        };
        self.line(about, || format!("process {id} wins term {}", held.term));
        self.next_step(id, RENEW_US);
        let (term, renewed_at) = (held.term, held.renewed_at);
        self.handle(id, Event::LeadershipWon { term, renewed_at });
    }

    fn renewed(&mut self, id: usize, held: Held) {
        self.next_step(id, RENEW_US);
        let (term, renewed_at) = (held.term, held.renewed_at);
        self.handle(id, Event::LeaseRenewed { term, renewed_at });
    }
}
