//! What the agent takes, refuses and tells: a pure state machine over its slots. One run a slot; a finished slot stays
//! taken until its result is answered, so that no result can be pushed out. `service` feeds it and acts on its answers.

use std::collections::VecDeque;

use gavel_wire::limits::PROBLEMS_HELD_MAX;
use gavel_wire::message::{StartAnswer, WIRE_VERSION};
use gavel_wire::state::{AgentState, ReadyLanguage, SlotState};
use gavel_wire::{AgentId, LanguageId, Lease, ProblemId, Region, StartRun, StopRun, Term};

/// Who this process is.
#[derive(Debug, Clone)]
pub struct Identity {
    pub agent: AgentId,
    pub region: Region,
    pub epoch: u64,
}

/// A slot's place in this agent; its number on the host is known when it is claimed.
pub type Index = usize;

/// Stands for the number of a slot that became unfit while it holds a lease.
const NO_NUMBER: u16 = u16::MAX;

#[derive(Debug)]
pub struct Intake {
    pub identity: Identity,
    sequence: u64,
    term_seen: Term,
    draining: bool,
    slots: Vec<Slot>,
    /// Problems whose data is here, the one judged last last. None where no agent is nearer to it than another.
    holds: Option<VecDeque<ProblemId>>,
    /// Results that were settled.
    settled: u64,
}

#[derive(Debug)]
struct Slot {
    condition: Condition,
    doing: Doing,
    /// Greater than those of slots that became free earlier.
    freed: u64,
}

#[derive(Debug)]
enum Condition {
    Fit {
        number: u16,
        languages: Vec<ReadyLanguage>,
        calibration_us: u64,
    },
    /// It takes no work, and why.
    Unfit(String),
}

#[derive(Debug, Clone)]
enum Doing {
    Nothing,
    Running(Lease),
    /// Its result is being offered.
    Finished(Lease),
}

/// How a StartRun is answered, and whether the run is to be started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    pub answer: StartAnswer,
    pub start: Option<Index>,
}

/// How many slots are in which condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    pub free: usize,
    pub running: usize,
    pub unfit: usize,
}

impl Intake {
    /// All slots begin unfit: they are being set up. `holds` is what a process before this one left, the problem judged last last;
    /// None where test data does not come from another machine.
    pub fn new(identity: Identity, slots: usize, holds: Option<Vec<ProblemId>>) -> Intake {
        let new = || Slot {
            condition: Condition::Unfit("it is being set up".to_owned()),
            doing: Doing::Nothing,
            freed: 0,
        };
        Intake {
            identity,
            sequence: 0,
            term_seen: Term(0),
            draining: false,
            slots: std::iter::repeat_with(new).take(slots).collect(),
            holds: holds.map(VecDeque::from),
            settled: 0,
        }
    }

    pub fn on_start(&mut self, start: &StartRun) -> Decision {
        let lease = &start.lease;
        let no = |answer| Decision { answer, start: None };
        let refused = |reason: &str| {
            no(StartAnswer::Refused {
                reason: reason.to_owned(),
            })
        };
        if lease.agent != self.identity.agent {
            return refused("the lease names another agent");
        }
        if lease.epoch != self.identity.epoch {
            return no(StartAnswer::WrongEpoch);
        }
        if lease.submission != start.submission.id || lease.judging != start.submission.judging {
            return refused("the lease names another submission");
        }
        if lease.term < self.term_seen {
            return no(StartAnswer::WrongTerm { seen: self.term_seen });
        }
        self.term_seen = lease.term;
        if let Some(slot) = self.number_of(lease) {
            return no(StartAnswer::Accepted { slot });
        }
        if self.draining {
            return no(StartAnswer::Draining);
        }
        let language = &start.submission.language;
        if !self.slots.iter().any(|slot| slot.speaks(language)) {
            return refused("the language is not ready here");
        }
        let free = self.slots.iter_mut().enumerate().filter_map(|(index, slot)| {
            let number = slot.number()?;
            let free = matches!(slot.doing, Doing::Nothing)
                && slot.speaks(language)
                && start.not_on_slot != Some(number);
            free.then_some((index, number, slot))
        });
        // What was idle for longest had time to start a runtime ahead.
        let Some((index, number, slot)) = free.min_by_key(|(_, _, slot)| slot.freed) else {
            return no(StartAnswer::Busy);
        };
        slot.doing = Doing::Running(lease.clone());
        Decision {
            answer: StartAnswer::Accepted { slot: number },
            start: Some(index),
        }
    }

    /// The slot whose run has to be ended, if the stop is meant for a run of here by a leader that is not outdated.
    pub fn on_stop(&self, stop: &StopRun) -> Option<Index> {
        if stop.term < self.term_seen {
            return None;
        }
        self.slots.iter().position(|slot| match &slot.doing {
            Doing::Running(lease) => {
                (lease.submission, lease.judging, lease.attempt)
                    == (stop.submission, stop.judging, stop.attempt)
            }
            _ => false,
        })
    }

    pub fn on_fit(&mut self, index: Index, number: u16, languages: Vec<ReadyLanguage>, calibration_us: u64) {
        if let Some(slot) = self.slots.get_mut(index) {
            slot.condition = Condition::Fit {
                number,
                languages,
                calibration_us,
            };
        }
    }

    pub fn on_unfit(&mut self, index: Index, reason: String) {
        if let Some(slot) = self.slots.get_mut(index) {
            slot.condition = Condition::Unfit(reason);
        }
    }

    /// A problem's data is here, or is not, or is of no use here: others had better try then.
    pub fn on_tested(&mut self, problem: ProblemId, held: bool) {
        let Some(holds) = &mut self.holds else { return };
        holds.retain(|other| *other != problem);
        if held {
            holds.push_back(problem);
            let over = holds.len().saturating_sub(PROBLEMS_HELD_MAX);
            holds.drain(..over);
        }
    }

    /// A run came to its end; its result is to be offered.
    pub fn on_finished(&mut self, index: Index) {
        if let Some(slot) = self.slots.get_mut(index)
            && let Doing::Running(lease) = &slot.doing
        {
            slot.doing = Doing::Finished(lease.clone());
        }
    }

    /// The result was stored, superseded or refused: nothing keeps the slot any more.
    pub fn on_settled(&mut self, index: Index) {
        if let Some(slot) = self.slots.get_mut(index)
            && matches!(slot.doing, Doing::Finished(_))
        {
            slot.doing = Doing::Nothing;
            self.settled += 1;
            slot.freed = self.settled;
        }
    }

    /// From here on nothing is taken.
    pub fn drain(&mut self) {
        self.draining = true;
    }

    /// Slots that still run something.
    pub fn running(&self) -> Vec<Index> {
        let runs = |(index, slot): (Index, &Slot)| matches!(slot.doing, Doing::Running(_)).then_some(index);
        self.slots.iter().enumerate().filter_map(runs).collect()
    }

    /// Nothing runs and no result waits for its answer.
    pub fn is_empty(&self) -> bool {
        self.slots.iter().all(|slot| matches!(slot.doing, Doing::Nothing))
    }

    pub fn counts(&self) -> Counts {
        let mut counts = Counts {
            free: 0,
            running: 0,
            unfit: 0,
        };
        for slot in &self.slots {
            match (&slot.doing, &slot.condition) {
                (Doing::Running(_) | Doing::Finished(_), _) => counts.running += 1,
                (Doing::Nothing, Condition::Fit { .. }) => counts.free += 1,
                (Doing::Nothing, Condition::Unfit(_)) => counts.unfit += 1,
            }
        }
        counts
    }

    /// The whole state, to be announced now; each has a higher sequence than the one before.
    pub fn state(&mut self) -> AgentState {
        self.sequence += 1;
        let mut languages: Vec<ReadyLanguage> =
            self.slots.iter().flat_map(Slot::languages).cloned().collect();
        languages.sort();
        languages.dedup_by(|a, b| a.id == b.id);
        let slots: Vec<SlotState> = self.slots.iter().filter_map(Slot::state).collect();
        let unfit = self.slots.iter().find_map(|slot| match &slot.condition {
            Condition::Unfit(reason) => Some(reason.clone()),
            Condition::Fit { .. } => None,
        });
        let mut holds: Vec<ProblemId> = self.holds.iter().flatten().cloned().collect();
        holds.sort();
        let any_fit = self.slots.iter().any(|slot| slot.number().is_some());
        AgentState {
            v: WIRE_VERSION,
            agent: self.identity.agent.clone(),
            region: self.identity.region.clone(),
            epoch: self.identity.epoch,
            sequence: self.sequence,
            term_seen: self.term_seen,
            draining: self.draining,
            languages,
            slots,
            holds,
            unfit: unfit.filter(|_| !any_fit),
        }
    }

    fn number_of(&self, lease: &Lease) -> Option<u16> {
        self.slots.iter().find_map(|slot| {
            let same = matches!(&slot.doing, Doing::Running(own) | Doing::Finished(own) if own == lease);
            same.then(|| slot.number().unwrap_or(NO_NUMBER))
        })
    }
}

impl Slot {
    fn number(&self) -> Option<u16> {
        match &self.condition {
            Condition::Fit { number, .. } => Some(*number),
            Condition::Unfit(_) => None,
        }
    }

    fn languages(&self) -> &[ReadyLanguage] {
        match &self.condition {
            Condition::Fit { languages, .. } => languages,
            Condition::Unfit(_) => &[],
        }
    }

    fn speaks(&self, language: &LanguageId) -> bool {
        self.languages().iter().any(|ready| ready.id == *language)
    }

    /// An unfit slot is shown only while it holds a lease: nothing can be placed there.
    fn state(&self) -> Option<SlotState> {
        let (lease, finished) = match &self.doing {
            Doing::Nothing => (None, false),
            Doing::Running(lease) => (Some(lease.clone()), false),
            Doing::Finished(lease) => (Some(lease.clone()), true),
        };
        let slot = match (&lease, self.number()) {
            (None, None) => return None,
            (_, number) => number.unwrap_or(NO_NUMBER),
        };
        let calibration_us = match self.condition {
            Condition::Fit { calibration_us, .. } => Some(calibration_us),
            Condition::Unfit(_) => None,
        };
        Some(SlotState {
            slot,
            lease,
            finished,
            calibration_us,
        })
    }
}

#[cfg(test)]
#[path = "intake_tests.rs"]
mod tests;
