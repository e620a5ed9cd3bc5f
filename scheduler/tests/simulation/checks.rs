//! What must always hold, looked at where it could be broken, and what must hold at the end. The first violation ends a
//! world and names what it is about.

use std::hash::{Hash, Hasher};

use gavel_scheduler::core::{AttemptKey, Decision, Effect, JudgingKey, Start};
use gavel_wire::message::{ResultDecision, StartAnswer};
use gavel_wire::verdict::Status;
use gavel_wire::{AgentId, Lease, Term};

use crate::agent::agent_number;
use crate::plan::Flavour;
use crate::server::{Again, Kind, index_of};
use crate::trace::About;
use crate::world::{Item, World};

#[derive(Debug, Clone)]
pub(crate) struct Violation {
    pub(crate) what: String,
    pub(crate) about: About,
}

const LEASE_AGE_MAX_US: u64 = 2_000_000;

fn about(judging: JudgingKey) -> About {
    About {
        judging: index_of(judging),
        ..About::default()
    }
}

impl World {
    pub(crate) fn broken(&mut self, about: About, what: impl FnOnce() -> String) {
        if self.broken.is_none() {
            self.broken = Some(Violation { what: what(), about });
        }
    }

    fn must(&mut self, holds: bool, judging: JudgingKey, what: impl FnOnce() -> String) {
        if !holds {
            self.broken(about(judging), what);
        }
    }

    pub(crate) fn digest(&mut self, id: usize, effect: &Effect) {
        let mut hasher = std::hash::DefaultHasher::new();
        (self.statistics.digest, self.now_us, id).hash(&mut hasher);
        let subject = match effect {
            Effect::FetchAndStart(start) => Some((start.attempt(), agent_number(&start.lease.agent))),
            Effect::StopRun { agent, attempt } => Some((*attempt, agent_number(agent))),
            _ => None,
        };
        let judging = match effect {
            Effect::CreateVerdict(decision) => Some(decision.judging()),
            Effect::Bury { judging, .. } => Some(*judging),
            _ => None,
        };
        let number = match effect {
            Effect::DeleteSubmission { sequence } => *sequence,
            Effect::AnswerResult { reply, .. } => reply.0,
            _ => 0,
        };
        (std::mem::discriminant(effect), subject, judging, number).hash(&mut hasher);
        self.statistics.digest = hasher.finish();
    }

    // No effect after a lease's end.

    pub(crate) fn on_ready(&mut self, term: Option<Term>) {
        self.server.ready = self.server.ready.max(term);
    }

    /// An effect of `term` leaves a process now.
    pub(crate) fn check_lease(&mut self, id: usize, term: Term) {
        if self.clocks_off_until_us > self.now_us {
            return;
        }
        let about = About {
            process: Some(id),
            ..About::default()
        };
        let renewed_us = self.server.renewed_us.get(&term).copied().unwrap_or(0);
        let age_us = self.now_us.saturating_sub(renewed_us);
        if age_us >= LEASE_AGE_MAX_US {
            self.broken(about, || {
                format!("process {id} acts in term {term} on a lease of {age_us} us")
            });
        }
        let ready = self.server.ready;
        if ready > Some(term) {
            self.broken(about, || {
                format!("process {id} acts in term {term} while {ready:?} is ready")
            });
        }
    }

    // No slot with two runs, and no lease twice.

    pub(crate) fn check_start(&mut self, start: &Start) {
        let attempt = start.attempt();
        let Some(index) = index_of(attempt.judging) else {
            return;
        };
        // A second message of a judging whose verdict the leader has forgotten is run again in vain.
        let submission = &self.server.submissions[index];
        let known = submission.verdict.is_none() && submission.attempts.contains(&attempt);
        self.must(!known, attempt.judging, || {
            format!("{attempt:?} is given out twice")
        });
        self.server.submissions[index].attempts.push(attempt);
    }

    pub(crate) fn check_slots(&mut self, number: usize) {
        let agent = &self.agents[number];
        let leases: Vec<&Lease> = agent.leases().collect();
        let twice = |(at, lease): (usize, &&Lease)| leases[at + 1..].contains(lease);
        let wrong = leases.len() > agent.slots || leases.iter().enumerate().any(twice);
        if wrong {
            let held = format!("agent {number} holds {leases:?}");
            let about = About {
                agent: Some(number),
                ..About::default()
            };
            self.broken(about, || held);
        }
    }

    /// In quiet worlds a busy agent is never asked.
    pub(crate) fn check_refusal(&mut self, attempt: AttemptKey, answer: &StartAnswer) {
        self.statistics.busy += u64::from(*answer == StartAnswer::Busy);
        let calm = self.plan.flavour == Flavour::Calm;
        self.must(!calm, attempt.judging, || {
            format!("a start was answered {answer:?}")
        });
    }

    // No work lost, one verdict a judging.

    pub(crate) fn check_deletion(&mut self, sequence: u64) {
        let Some(index) = self.server.queue.get(&sequence).copied() else {
            return;
        };
        let decided = self.server.submissions[index].verdict.is_some();
        if !decided && !self.server.holds(index, sequence) {
            let about = About {
                judging: Some(index),
                ..About::default()
            };
            self.broken(about, || {
                format!("submission {index} is deleted without a verdict")
            });
        }
    }

    /// A verdict says what an agent found under its lease, or what the leader has a right to say.
    pub(crate) fn check_verdict(&mut self, decision: &Decision) {
        let judging = decision.judging();
        let Some(index) = index_of(judging) else { return };
        let submission = &self.server.submissions[index];
        let status = decision.report.status;
        let right = match &decision.agent {
            _ if submission.verdict.is_some() => true,
            Some(_) => submission.results.iter().any(|(key, said)| {
                (key.attempt, *said) == (decision.attempt, status)
                    && submission.attempts.contains(key)
                    && status != Status::InternalError
                    && (status != Status::Cancelled || submission.cancel_asked)
            }),
            None if status == Status::Cancelled => submission.cancel_asked,
            None => {
                let strikes = self.plan.settings.strikes_max as usize;
                let failed = submission.failed_attempts() >= strikes || submission.kind == Kind::Unreadable;
                let copied = self.server.dead.contains(&index) || submission.kind == Kind::Withdrawn;
                status == Status::InternalError && failed && copied
            }
        };
        self.must(right, judging, || {
            format!("submission {index} gets a verdict that nobody found: {decision:?}")
        });
    }

    /// A verdict is on its way to the server: no attempt's whose deadline has passed under this leader.
    pub(crate) fn check_decision(&mut self, decision: &Decision) {
        let judging = decision.judging();
        let Some(index) = index_of(judging) else { return };
        let submission = &self.server.submissions[index];
        let is_void = |key: &AttemptKey| submission.expired.contains(&(Some(decision.term), *key));
        let mut said = submission
            .results
            .iter()
            .map(|(key, _)| key)
            .filter(|key| key.attempt == decision.attempt);
        let void = submission.verdict.is_none() && decision.agent.is_some() && said.all(is_void);
        let again = submission
            .again
            .iter()
            .rfind(|again| again.term == Some(decision.term));
        // Leases of two terms can have one attempt's number, but not the agent and slot of the first time as well.
        let report = &decision.report;
        let first = again.is_some_and(|again| {
            report.judged_again.as_ref().is_none_or(|first| {
                (again.first.attempt, Some(first.slot), Some(&first.agent))
                    == (decision.attempt, report.slot, decision.agent.as_ref())
            })
        });
        let first = first && submission.verdict.is_none() && decision.agent.is_some();
        self.must(!first, judging, || {
            format!("{index} was judged again, and that does not count: {decision:?}")
        });
        self.must(!void, judging, || {
            format!("an expired lease of {index} counts: {decision:?}")
        });
    }

    pub(crate) fn on_struck(&mut self, term: Option<Term>, attempt: AttemptKey, strikes: u32, reason: &str) {
        self.statistics.strikes += 1;
        let Some(index) = index_of(attempt.judging) else {
            return;
        };
        let max = self.plan.settings.strikes_max;
        let submission = &self.server.submissions[index];
        let twice = submission.verdict.is_none() && submission.struck.contains(&(term, attempt));
        let quiet = matches!(self.plan.flavour, Flavour::Calm | Flavour::Leaders);
        let quiet = quiet && self.server.submissions[index].verdict.is_none();
        self.server.submissions[index].struck.push((term, attempt));
        if reason.contains("deadline") {
            self.server.submissions[index].expired.push((term, attempt));
        }
        self.server.submissions[index].failed_us = self.now_us;
        self.must(!twice, attempt.judging, || {
            format!("{attempt:?} is struck twice in one term")
        });
        self.must((1..=max).contains(&strikes), attempt.judging, || {
            format!("strike {strikes} of {index}")
        });
        self.must(!quiet, attempt.judging, || {
            format!("submission {index} is struck although its agent lives")
        });
    }

    /// At most once in a leader's term, and of something that an agent found to be near.
    pub(crate) fn on_judged_again(&mut self, term: Option<Term>, first: AttemptKey, agent: &AgentId) {
        let Some(index) = index_of(first.judging) else {
            return;
        };
        let submission = &self.server.submissions[index];
        let twice = submission.again.iter().any(|again| again.term == term);
        // The leader forgets one whose message is gone, and one whose verdict is there.
        let forgotten = submission.verdict.is_some() || submission.kind == Kind::Withdrawn;
        let found = submission.results.contains(&(first, Status::TimeLimit));
        self.server.submissions[index].again.push(Again {
            term,
            first,
            agent: agent.clone(),
            at_us: self.now_us,
        });
        self.must(found && (forgotten || !twice), first.judging, || {
            format!("submission {index} is judged again because of {first:?}")
        });
    }

    /// The second time is on another slot.
    pub(crate) fn check_place(&mut self, start: &Start) {
        let judging = start.attempt().judging;
        let Some(index) = index_of(judging) else { return };
        let other_slot_us = self.plan.settings.other_slot_ms * 1_000;
        let submission = &self.server.submissions[index];
        let again = submission
            .again
            .iter()
            .rfind(|again| again.term == Some(start.lease.term));
        let same = again.is_some_and(|again| {
            let soon = self.now_us < again.at_us + other_slot_us && self.clocks_off_until_us <= self.now_us;
            soon && start.lease.agent == again.agent && start.not_on_slot.is_none()
        });
        self.must(!same || submission.verdict.is_some(), judging, || {
            format!("submission {index} may meet the same slot again: {start:?}")
        });
    }

    /// An attempt that was thought lost was not.
    pub(crate) fn on_adopted(&mut self, term: Option<Term>, attempt: AttemptKey) {
        if let Some(index) = index_of(attempt.judging) {
            let submission = &mut self.server.submissions[index];
            submission.struck.retain(|struck| *struck != (term, attempt));
            if attempt.attempt.0 < submission.begun {
                submission.overtaken.push(attempt);
            }
        }
    }

    /// A leader that was deposed without knowing gives nothing up: its lease was renewed after the last failure.
    pub(crate) fn check_burial(&mut self, id: usize, term: Term, judging: JudgingKey) {
        let Some(index) = index_of(judging) else { return };
        let failed_us = self.server.submissions[index].failed_us;
        let renewed_us = self.server.renewed_us.get(&term).copied().unwrap_or(0);
        let fresh = renewed_us >= failed_us || self.clocks_off_until_us > self.now_us;
        self.must(fresh, judging, || {
            format!("process {id} gives {index} up at once, on a lease renewed before it failed")
        });
    }

    pub(crate) fn check_answer(&mut self, number: usize, key: AttemptKey, decision: &ResultDecision) {
        let Some(index) = index_of(key.judging) else {
            return;
        };
        let id = self.agents[number].id.clone();
        let submission = &self.server.submissions[index];
        let gave_nothing =
            submission.results.iter().any(|(own, status)| {
                *own == key && matches!(status, Status::InternalError | Status::Cancelled)
            }) || submission.again.iter().any(|again| again.first == key);
        let right = match decision {
            ResultDecision::Stored => submission
                .verdict
                .as_ref()
                .is_some_and(|stored| (stored.attempt, stored.agent.as_ref()) == (key.attempt.0, Some(&id))),
            ResultDecision::Superseded => {
                let is_full = self.plan.settings.queued_max < 1_000;
                submission.verdict.is_some() || gave_nothing || submission.kind == Kind::Withdrawn || is_full
            }
            ResultDecision::NotLeader => true,
            // Its deadline has passed, and it was struck for it.
            ResultDecision::Refused { .. } => {
                submission.cancel_asked
                    || submission.overtaken.contains(&key)
                    || submission.struck.iter().any(|(_, struck)| *struck == key)
            }
        };
        self.must(right, key.judging, || {
            format!("agent {number} hears {decision:?} of {index}, whose verdict is not so")
        });
    }

    // Nothing takes longer than it may, where schedulers and network are well.

    fn is_prompt(&self) -> bool {
        let settings = &self.plan.settings;
        let roomy = settings.queued_max > 1_000 && settings.cancels_max > 1_000;
        self.plan.flavour == Flavour::Agents && roomy
    }

    pub(crate) fn check_noticed(&mut self, attempt: AttemptKey) {
        let Some(index) = index_of(attempt.judging) else {
            return;
        };
        let submission = &self.server.submissions[index];
        let ended = submission.verdict.is_some() || submission.results.iter().any(|(key, _)| *key == attempt);
        let noticed = submission.struck.iter().any(|(_, struck)| *struck == attempt);
        let settled = ended || noticed || submission.kind == Kind::Withdrawn;
        let late = self.is_prompt() && !settled;
        self.must(!late, attempt.judging, || {
            format!("nobody noticed that the agent of {index} was lost")
        });
    }

    pub(crate) fn check_cancelled(&mut self, index: usize) {
        let submission = &self.server.submissions[index];
        let settled = submission.verdict.is_some() || submission.kind == Kind::Withdrawn;
        if self.is_prompt() && submission.accepted && !settled {
            let about = About {
                judging: Some(index),
                ..About::default()
            };
            self.broken(about, || format!("submission {index} was cancelled and goes on"));
        }
    }

    // The end.

    /// Whether all is done: every verdict there, nothing queued, every slot of every agent free again.
    pub(crate) fn look(&mut self) -> bool {
        let since_us = self.now_us - self.plan.heal_at_ms * 1_000;
        let patient = since_us < self.plan.patience_ms * 1_000;
        let unfinished = self.unfinished();
        match unfinished {
            None => {
                self.check_end();
                return true;
            }
            Some(_) if patient => self.after(250_000, Item::Look),
            Some((about, what)) => self.broken(about, || format!("stuck: {what}")),
        }
        false
    }

    fn unfinished(&self) -> Option<(About, String)> {
        let lost = |index: &usize| {
            let submission = &self.server.submissions[*index];
            let withdrawn = submission.kind == Kind::Withdrawn && !self.server.holds(*index, 0);
            submission.verdict.is_none() && !withdrawn
        };
        if self.server.undecided > 0
            && let Some(index) = (0..self.server.submissions.len()).find(lost)
        {
            let about = About {
                judging: Some(index),
                ..About::default()
            };
            return Some((about, format!("submission {index} has no verdict")));
        }
        if let Some((sequence, index)) = self.server.queue.first_key_value() {
            let about = About {
                judging: Some(*index),
                ..About::default()
            };
            return Some((
                about,
                format!("sequence {sequence} of submission {index} is left in the queue"),
            ));
        }
        let leader = self
            .processes
            .iter()
            .position(|process| process.core.term().is_some());
        let Some(leader) = leader else {
            return Some((About::default(), "nobody leads".to_owned()));
        };
        let process = &self.processes[leader];
        let about = About {
            process: Some(leader),
            ..About::default()
        };
        let snapshot = process.core.snapshot(process.moment(self.now_us))?;
        let slots: usize = self.agents.iter().map(|agent| agent.slots).sum();
        let queued: u32 = snapshot.classes.iter().map(|class| class.queued).sum();
        let found = (snapshot.slots_free as usize, snapshot.running, queued);
        (found != (slots, 0, 0)).then(|| {
            (
                about,
                format!(
                    "process {leader} sees {found:?} as slots free, running, queued; {slots} slots are there"
                ),
            )
        })
    }

    fn check_end(&mut self) {
        let quiet = match self.plan.flavour {
            Flavour::Calm => Some(1..=1),
            // An attempt may die with the process that was about to send it.
            Flavour::Leaders => Some(0..=1),
            _ => None,
        };
        for index in 0..self.server.submissions.len() {
            let submission = &self.server.submissions[index];
            let runs = submission.runs.saturating_sub(submission.again.len() as u32);
            if let Some(allowed) = &quiet
                && !allowed.contains(&runs)
            {
                let about = About {
                    judging: Some(index),
                    ..About::default()
                };
                self.broken(about, || {
                    format!("submission {index} was run {runs} times though its agent lived")
                });
            }
        }
        for process in &self.processes {
            process.core.sanity_check();
        }
    }
}
