//! Attempts that fail and judgings that end without a result: strikes, cancels, giving up, and the small moves of an
//! entry between its phases. A strike is counted here and nowhere else.

use gavel_wire::verdict::{Report, Status};
use gavel_wire::{AgentId, Attempt};

use super::agents::AgentNumber;
use super::effect::{Decision, Effect, Note};
use super::event::{AttemptKey, JudgingKey};
use super::moment::Moment;
use super::state::{Closing, Core, Entry, Live, Phase, Strike};

impl Core {
    // Attempts that failed.

    /// Counts a strike against a running or starting attempt and decides what becomes of its submission. What is left
    /// of the attempt on its agent stays counted until a state no longer shows it.
    pub(crate) fn fail_attempt(
        &mut self,
        attempt: AttemptKey,
        reason: &str,
        now: Moment,
        effects: &mut Vec<Effect>,
    ) {
        let judging = attempt.judging;
        match self.entries.get_mut(&judging).map(|entry| &mut entry.phase) {
            Some(Phase::Deciding(deciding)) => {
                deciding.live.take_if(|live| live.attempt == attempt);
                return;
            }
            Some(Phase::Starting(live) | Phase::Running(live)) if live.attempt == attempt => {}
            _ => return,
        }
        let Some(live) = self.end_live(judging) else {
            return;
        };
        self.end_held(live.agent, attempt, now);
        let agent = self.agent_id(live.agent);
        let Some(entry) = self.entries.get_mut(&judging) else {
            return;
        };
        if entry.cancel {
            return self.end_if_cancelled(judging, now, effects);
        }
        if live.counted {
            return self.wait_again(judging, now, effects);
        }
        entry.strikes += 1;
        entry.last_failure = reason.to_owned();
        let agent_number = live.agent;
        entry.struck.push(Strike {
            attempt,
            agent: agent_number,
        });
        let strikes = entry.strikes;
        effects.extend(agent.map(|agent| {
            let reason = reason.to_owned();
            Effect::Note(Note::Struck {
                attempt,
                agent,
                strikes,
                reason,
            })
        }));
        if strikes >= self.settings.strikes_max {
            let reason = format!("{strikes} attempts failed, the last one because: {reason}");
            self.give_up(judging, &reason, now);
        } else {
            self.wait_again(judging, now, effects);
        }
    }

    /// Back among those that wait, before the queue: its user's turn is spent.
    pub(crate) fn wait_again(&mut self, judging: JudgingKey, now: Moment, effects: &mut Vec<Effect>) {
        self.end_live(judging);
        let Some(entry) = self.entries.get_mut(&judging) else {
            return;
        };
        entry.phase = Phase::Retrying;
        if let Some(language) = entry.language {
            self.retries.push(language, judging);
        }
        self.end_if_cancelled(judging, now, effects);
    }

    // Judgings that end without a result.

    /// Does what a cancel asks for in the present phase; nothing where none was asked.
    pub(crate) fn end_if_cancelled(&mut self, judging: JudgingKey, now: Moment, effects: &mut Vec<Effect>) {
        let cancel_ms = self.settings.cancel_ms;
        let Some(entry) = self.entries.get_mut(&judging).filter(|entry| entry.cancel) else {
            return;
        };
        match &mut entry.phase {
            Phase::Queued | Phase::Retrying | Phase::Pausing => {
                self.stop_waiting(judging);
                self.close(judging, Closing::Cancelling);
                self.store_closing(judging, effects);
            }
            Phase::Starting(live) | Phase::Running(live) => {
                let soon = live.deadline.min(now.plus_ms(cancel_ms));
                self.deadlines.remove(&(live.deadline, judging));
                self.deadlines.insert((soon, judging));
                live.deadline = soon;
                let live = live.clone();
                if matches!(entry.phase, Phase::Running(_)) {
                    self.stop(&live, effects);
                }
            }
            Phase::Deciding(_) | Phase::Closing(_) => {}
        }
    }

    pub(crate) fn give_up(&mut self, judging: JudgingKey, reason: &str, now: Moment) {
        self.stop_waiting(judging);
        if let Some(entry) = self.entries.get_mut(&judging) {
            entry.last_failure = reason.to_owned();
        }
        self.close(judging, Closing::GivingUp { since: now });
        self.giving_up.push(judging);
    }

    /// Goes on with giving up once a renewal that was sent after the decision has succeeded.
    pub(crate) fn bury_if_renewed(
        &mut self,
        judging: JudgingKey,
        renewed_at: Moment,
        effects: &mut Vec<Effect>,
    ) {
        let phase = self.entries.get(&judging).map(|entry| &entry.phase);
        let Some(Phase::Closing(Closing::GivingUp { since })) = phase else {
            return self.giving_up.retain(|waiting| *waiting != judging);
        };
        if renewed_at < *since {
            return;
        }
        self.giving_up.retain(|waiting| *waiting != judging);
        self.close(judging, Closing::Burying);
        self.bury(judging, effects);
    }

    pub(crate) fn bury(&mut self, judging: JudgingKey, effects: &mut Vec<Effect>) {
        let Some(entry) = self.entries.get(&judging) else {
            return;
        };
        let (sequence, reason) = (entry.index.sequence, entry.last_failure.clone());
        effects.push(Effect::Bury {
            judging,
            sequence,
            reason,
        });
    }

    pub(crate) fn on_submission_buried(&mut self, judging: JudgingKey, effects: &mut Vec<Effect>) {
        let Some(entry) = self.entries.get(&judging) else {
            return;
        };
        if matches!(entry.phase, Phase::Closing(Closing::Burying)) {
            let reason = entry.last_failure.clone();
            effects.push(Effect::Note(Note::GivenUp { judging, reason }));
            self.close(judging, Closing::Ending);
            self.store_closing(judging, effects);
        }
    }

    pub(crate) fn on_burial_failed(&mut self, judging: JudgingKey, now: Moment) {
        self.again.insert((now.plus_ms(self.settings.again_ms), judging));
    }

    fn close(&mut self, judging: JudgingKey, closing: Closing) {
        if let Some(entry) = self.entries.get_mut(&judging) {
            entry.phase = Phase::Closing(closing);
        }
    }

    /// Stores the verdict of a judging that ends without a result.
    pub(crate) fn store_closing(&mut self, judging: JudgingKey, effects: &mut Vec<Effect>) {
        let (Some(term), Some(entry)) = (self.term(), self.entries.get(&judging)) else {
            return;
        };
        let report = if matches!(entry.phase, Phase::Closing(Closing::Cancelling)) {
            Report::without_run(Status::Cancelled, "cancelled on request")
        } else {
            Report::without_run(Status::InternalError, entry.last_failure.clone())
        };
        effects.push(Effect::CreateVerdict(Box::new(Decision {
            term,
            entry: entry.index.clone(),
            attempt: Attempt(entry.attempt),
            agent: None::<AgentId>,
            report,
            marks: Vec::new(),
            placed_us: None,
        })));
    }

    // Small moves.

    pub(crate) fn stop(&self, live: &Live, effects: &mut Vec<Effect>) {
        if let Some(agent) = self.agent_id(live.agent) {
            let attempt = live.attempt;
            effects.push(Effect::StopRun { agent, attempt });
        }
    }

    pub(crate) fn end_held(&mut self, number: AgentNumber, attempt: AttemptKey, now: Moment) {
        self.agents.change(number, now, |agent| {
            for held in agent.held.iter_mut().filter(|held| held.attempt == attempt) {
                held.ended = true;
            }
        });
    }

    /// Takes the live attempt out of its entry, which pauses until the caller gives it its next phase.
    pub(crate) fn end_live(&mut self, judging: JudgingKey) -> Option<Live> {
        let entry = self.entries.get_mut(&judging)?;
        entry.live()?;
        match std::mem::replace(&mut entry.phase, Phase::Pausing) {
            Phase::Starting(live) | Phase::Running(live) => {
                self.deadlines.remove(&(live.deadline, judging));
                Some(live)
            }
            _ => None,
        }
    }

    /// Takes an entry out of whatever it waits in.
    pub(crate) fn stop_waiting(&mut self, judging: JudgingKey) {
        let Some(entry) = self.entries.get_mut(&judging) else {
            return;
        };
        match (&entry.phase, entry.waiting()) {
            (Phase::Queued, Some(waiting)) => {
                self.queue.remove(&waiting);
            }
            (Phase::Retrying, Some(waiting)) => self.retries.remove(waiting.language, &judging),
            (Phase::Queued | Phase::Retrying | Phase::Pausing, _) => {}
            _ => return,
        }
        entry.phase = Phase::Pausing;
    }

    pub(crate) fn remove_entry(&mut self, judging: JudgingKey) -> Option<Box<Entry>> {
        self.stop_waiting(judging);
        self.end_live(judging);
        self.entries.remove(&judging)
    }
}
