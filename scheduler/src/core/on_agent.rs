//! Handlers of what agents announce and of how starts end: adoption of running work, lost agents, strikes.
//! Everything an agent says is taken as data; a claim counts only with a lease that a scheduler signed.

use gavel_wire::limits::PROBLEMS_HELD_MAX;
use gavel_wire::message::StartAnswer;
use gavel_wire::state::AgentState;
use gavel_wire::verdict::Mark;
use gavel_wire::{AgentId, Lease, Term};

use super::agents::{Admission, AgentNumber, Held};
use super::effect::{Effect, Note, Rejection};
use super::event::AttemptKey;
use super::moment::Moment;
use super::state::{Core, Deciding, Entry, Live, Phase};

impl Core {
    pub(crate) fn on_agent_state_received(
        &mut self,
        state: AgentState,
        now: Moment,
        effects: &mut Vec<Effect>,
    ) {
        if let Some(reason) = self.fault_of(&state) {
            return self.reject(reason, Some(&state.agent), effects);
        }
        let admission = self.agents.admission(&state);
        match admission {
            Admission::Stale => return self.reject(Rejection::StaleState, Some(&state.agent), effects),
            Admission::New if self.agents.len() >= self.settings.agents_max => {
                return self.reject(Rejection::TooManyAgents, Some(&state.agent), effects);
            }
            Admission::New => {
                let agent = state.agent.clone();
                effects.push(Effect::Note(Note::AgentAppeared { agent }));
            }
            Admission::Restarted(number) => {
                let agent = state.agent.clone();
                effects.push(Effect::Note(Note::AgentRestarted { agent }));
                self.lose_attempts(number, "the agent restarted", now, effects);
            }
            Admission::Newer(_) => {}
        }
        let languages = self.languages.set_of(&state.languages);
        let number = self.agents.apply(state, languages, now);
        if self.leading().is_some() {
            self.compare_with_held(number, now, effects);
            self.adopt(number, now, effects);
        }
    }

    fn fault_of(&self, state: &AgentState) -> Option<Rejection> {
        let settings = &self.settings;
        let fits = state.slots.len() <= settings.slots_max
            && state.languages.len() <= settings.languages_max
            && state.holds.len() <= PROBLEMS_HELD_MAX;
        if state.region != settings.region {
            Some(Rejection::ForeignLease)
        } else if !fits {
            Some(Rejection::OversizedState)
        } else {
            None
        }
    }

    /// What we hold on an agent against what its new state shows.
    fn compare_with_held(&mut self, number: AgentNumber, now: Moment, effects: &mut Vec<Effect>) {
        let Some(agent) = self.agents.get(number) else {
            return;
        };
        let unseen = |held: &&Held| !agent.shows(held.attempt);
        let gone: Vec<Held> = agent.held.iter().filter(unseen).copied().collect();
        let shown: Vec<AttemptKey> = agent
            .held
            .iter()
            .filter(|held| !held.ended)
            .map(|held| held.attempt)
            .collect();
        for held in gone {
            if held.ended {
                self.release(number, held.attempt, now);
                continue;
            }
            let vanished_ms = self.settings.vanished_ms;
            let reason = match self.entries.get(&held.attempt.judging).map(|entry| &entry.phase) {
                Some(Phase::Starting(live)) if live.doubtful => "the agent did not answer the start",
                Some(Phase::Running(live)) if now.ms_since(live.since) < vanished_ms => continue,
                // Its verdict may be there: that is looked for before it is sent again.
                Some(Phase::Running(live)) if live.adopted => {
                    self.on_adopted_vanished(number, held.attempt, now, effects);
                    continue;
                }
                Some(Phase::Running(_)) => "the agent no longer has the run",
                _ => continue,
            };
            self.fail_attempt(held.attempt, reason, now, effects);
            self.release(number, held.attempt, now);
        }
        for attempt in shown {
            self.settle_doubt(number, attempt, effects);
        }
    }

    fn on_adopted_vanished(
        &mut self,
        number: AgentNumber,
        attempt: AttemptKey,
        now: Moment,
        effects: &mut Vec<Effect>,
    ) {
        if let Some(entry) = self.entries.get_mut(&attempt.judging) {
            entry.check_verdict = true;
        }
        self.wait_again(attempt.judging, now, effects);
        self.release(number, attempt, now);
    }

    /// A start that was not answered, or a cancelled run, shows up in a state.
    fn settle_doubt(&mut self, number: AgentNumber, attempt: AttemptKey, effects: &mut Vec<Effect>) {
        let Some(agent) = self.agents.get(number) else {
            return;
        };
        let Some((_, finished)) = agent
            .shown
            .iter()
            .find(|(lease, _)| AttemptKey::of(lease) == attempt)
        else {
            return;
        };
        let Some(entry) = self.entries.get_mut(&attempt.judging) else {
            return;
        };
        if let Phase::Starting(live) = &entry.phase
            && live.doubtful
            && live.attempt == attempt
        {
            entry.phase = Phase::Running(live.clone());
        }
        let runs = matches!(&entry.phase, Phase::Running(live) if live.attempt == attempt);
        if entry.cancel && runs && !finished {
            let agent = agent.id.clone();
            effects.push(Effect::StopRun { agent, attempt });
        }
    }

    /// Takes over the runs that an agent shows and that nobody here knows of: a predecessor gave them out.
    pub(crate) fn adopt(&mut self, number: AgentNumber, now: Moment, effects: &mut Vec<Effect>) {
        if !self.is_ready() {
            return;
        }
        let Some(agent) = self.agents.get(number) else {
            return;
        };
        let strange = agent
            .shown
            .iter()
            .filter(|(lease, _)| !agent.holds(AttemptKey::of(lease)));
        let strange: Vec<(Lease, bool)> = strange.cloned().collect();
        let (id, epoch) = (agent.id.clone(), agent.epoch);
        for (lease, finished) in strange {
            let attempt = AttemptKey::of(&lease);
            let Some(entry) = self.entries.get(&attempt.judging) else {
                // The judging is over. A finished one will be told so when it offers its result.
                if !finished && self.decided.contains(&attempt.judging) {
                    let agent = id.clone();
                    effects.push(Effect::StopRun { agent, attempt });
                }
                continue;
            };
            let waits = matches!(entry.phase, Phase::Queued | Phase::Retrying | Phase::Pausing);
            if !waits || entry.expired.contains(&attempt) || entry.is_first(attempt) {
                continue;
            }
            if lease.agent != id || lease.epoch != epoch {
                self.reject(Rejection::ForeignLease, Some(&id), effects);
            } else if !self.is_valid(&lease) {
                self.reject(Rejection::ForgedLease, Some(&id), effects);
            } else {
                self.take_over(number, &lease, now, effects);
                self.end_if_cancelled(attempt.judging, now, effects);
            }
        }
    }

    fn take_over(&mut self, number: AgentNumber, lease: &Lease, now: Moment, effects: &mut Vec<Effect>) {
        let attempt = AttemptKey::of(lease);
        self.stop_waiting(attempt.judging);
        let Some(entry) = self.entries.get_mut(&attempt.judging) else {
            return;
        };
        let mut counted = false;
        // Its agent was thought lost and was not: the attempt has not failed.
        if let Some(index) = entry.struck.iter().position(|strike| strike.attempt == attempt) {
            entry.struck.remove(index);
            entry.strikes = entry.strikes.saturating_sub(1);
        } else {
            counted = lease.attempt.0 < entry.attempt;
        }
        entry.attempt = entry.attempt.max(lease.attempt.0);
        entry.strikes = entry.strikes.max(lease.strikes.min(self.settings.strikes_max));
        let live = Live {
            agent: number,
            attempt,
            since: now,
            deadline: now.plus_ms(lease.deadline_ms.min(self.settings.deadline_ms)),
            doubtful: false,
            adopted: true,
            counted,
            mark: None,
        };
        self.deadlines.insert((live.deadline, attempt.judging));
        entry.phase = Phase::Running(live);
        self.hold(number, attempt, None, now);
        let agent = lease.agent.clone();
        effects.push(Effect::Note(Note::Adopted { attempt, agent }));
    }

    // How a start ended.

    pub(crate) fn on_run_accepted(
        &mut self,
        attempt: AttemptKey,
        mark: Mark,
        now: Moment,
        effects: &mut Vec<Effect>,
    ) {
        let Some(entry) = self.entries.get_mut(&attempt.judging) else {
            return;
        };
        match &mut entry.phase {
            Phase::Starting(live) if live.attempt == attempt => {
                live.mark = Some(mark);
                live.since = now;
                live.doubtful = false;
                entry.phase = Phase::Running(live.clone());
                entry.missing_since = None;
            }
            // Its result came before the answer.
            Phase::Deciding(deciding) => {
                deciding.accepted = true;
                if let Some(live) = deciding.live.as_mut().filter(|live| live.attempt == attempt) {
                    live.mark = Some(mark);
                }
                return;
            }
            // Given up as lost meanwhile; the agent's next state shows it and it is adopted then.
            _ => return,
        }
        self.end_if_cancelled(attempt.judging, now, effects);
    }

    pub(crate) fn on_run_refused(
        &mut self,
        attempt: AttemptKey,
        answer: StartAnswer,
        now: Moment,
        effects: &mut Vec<Effect>,
    ) {
        let Some(number) = self.starting(attempt) else {
            return self.forget_refused(attempt, now);
        };
        let rejection = match &answer {
            StartAnswer::Accepted { .. } => return,
            StartAnswer::Busy => Rejection::AgentBusy,
            StartAnswer::Draining => Rejection::AgentDraining,
            StartAnswer::WrongTerm { .. } => Rejection::WrongTerm,
            StartAnswer::WrongEpoch => Rejection::AgentRestarted,
            StartAnswer::Refused { reason } => {
                let reason = format!("the agent refused the run: {}", shorten(reason));
                self.fail_attempt(attempt, &reason, now, effects);
                self.release(number, attempt, now);
                return;
            }
        };
        let agent = self.agents.get(number).map(|agent| agent.id.clone());
        self.reject(rejection, agent.as_ref(), effects);
        self.release(number, attempt, now);
        // Its own next state says when it can be asked again.
        self.agents.change(number, now, |agent| match answer {
            StartAnswer::Draining | StartAnswer::WrongEpoch => agent.draining = true,
            StartAnswer::WrongTerm { seen } => agent.term_seen = agent.term_seen.max(seen).max(Term(1)),
            _ => agent.idle.clear(),
        });
        self.wait_again(attempt.judging, now, effects);
    }

    /// A refusal of an attempt that something else has ended already: nothing of it is on the agent.
    fn forget_refused(&mut self, attempt: AttemptKey, now: Moment) {
        if let Some(Phase::Deciding(deciding)) = self
            .entries
            .get_mut(&attempt.judging)
            .map(|entry| &mut entry.phase)
            && let Some(live) = deciding.live.take_if(|live| live.attempt == attempt)
        {
            return self.release(live.agent, attempt, now);
        }
        for (number, held) in self.holders(attempt) {
            if held.ended {
                self.release(number, attempt, now);
            }
        }
    }

    fn holders(&self, attempt: AttemptKey) -> Vec<(AgentNumber, Held)> {
        let of_agent = |(number, agent): (AgentNumber, &super::agents::Agent)| {
            let held = agent.held.iter().find(|held| held.attempt == attempt)?;
            Some((number, *held))
        };
        self.agents.iter().filter_map(of_agent).collect()
    }

    pub(crate) fn on_start_timed_out(&mut self, attempt: AttemptKey, now: Moment) {
        let number = match self
            .entries
            .get_mut(&attempt.judging)
            .map(|entry| &mut entry.phase)
        {
            Some(Phase::Starting(live)) if live.attempt == attempt => {
                live.doubtful = true;
                live.agent
            }
            Some(Phase::Deciding(Deciding { live: Some(live), .. })) if live.attempt == attempt => {
                live.doubtful = true;
                live.agent
            }
            _ => return,
        };
        let until = now.plus_ms(self.settings.avoid_ms);
        self.agents.change(number, now, |agent| agent.avoid_until = until);
    }

    /// Nothing was sent: it is tried again in a moment. None where something else has ended the attempt.
    pub(crate) fn pause_start(&mut self, attempt: AttemptKey, now: Moment) -> Option<&mut Entry> {
        let Some(number) = self.starting(attempt) else {
            self.forget_refused(attempt, now);
            return None;
        };
        self.release(number, attempt, now);
        self.end_live(attempt.judging);
        let due = now.plus_ms(self.settings.again_ms);
        let entry = self.entries.get_mut(&attempt.judging)?;
        entry.phase = Phase::Pausing;
        self.again.insert((due, attempt.judging));
        Some(entry)
    }

    /// The stream lost it or an operator deleted it, and the sweeper publishes it again if it has no verdict, or has done so;
    /// or whoever answered was behind.
    pub(crate) fn on_submission_missing(
        &mut self,
        attempt: AttemptKey,
        now: Moment,
        effects: &mut Vec<Effect>,
    ) {
        let missing_ms = self.settings.missing_ms;
        let Some(entry) = self.pause_start(attempt, now) else {
            return;
        };
        if let Some(double) = &mut entry.double {
            std::mem::swap(double, &mut entry.index.sequence);
        }
        let since = *entry.missing_since.get_or_insert(now);
        let judging = attempt.judging;
        if now.ms_since(since) >= missing_ms {
            self.remove_entry(judging);
            effects.push(Effect::Note(Note::Missing { judging }));
        } else {
            self.end_if_cancelled(judging, now, effects);
        }
    }

    pub(crate) fn on_submission_unreadable(&mut self, attempt: AttemptKey, reason: &str, now: Moment) {
        let Some(number) = self.starting(attempt) else {
            return self.forget_refused(attempt, now);
        };
        self.release(number, attempt, now);
        self.end_live(attempt.judging);
        self.give_up(attempt.judging, reason, now);
    }

    fn starting(&self, attempt: AttemptKey) -> Option<AgentNumber> {
        match &self.entries.get(&attempt.judging)?.phase {
            Phase::Starting(live) if live.attempt == attempt => Some(live.agent),
            _ => None,
        }
    }

    // Agents that fall silent, and deadlines.

    pub(crate) fn look_for_lost_agents(&mut self, now: Moment, effects: &mut Vec<Effect>) {
        // While our own lease cannot be renewed, the silence may be ours.
        let pause_ms = self.settings.pause_ms;
        if self
            .leading()
            .is_some_and(|leading| now.ms_since(leading.renewed_at) > pause_ms)
        {
            return;
        }
        for number in self.agents.numbers() {
            let Some(agent) = self.agents.get(number) else {
                continue;
            };
            let silent_ms = now.ms_since(agent.last_seen);
            if agent.lost {
                if silent_ms >= self.settings.forget_agent_ms && agent.held.is_empty() {
                    self.agents.remove(number);
                }
            } else if silent_ms >= self.settings.agent_lost_ms {
                let agent = agent.id.clone();
                effects.push(Effect::Note(Note::AgentLost { agent }));
                self.agents.change(number, now, |agent| agent.lost = true);
                self.lose_attempts(number, "the agent was lost", now, effects);
            } else if agent.avoid_until != Moment::default() && agent.avoid_until <= now {
                self.agents
                    .change(number, now, |agent| agent.avoid_until = Moment::default());
            }
        }
    }

    fn lose_attempts(&mut self, number: AgentNumber, reason: &str, now: Moment, effects: &mut Vec<Effect>) {
        let Some(agent) = self.agents.get(number) else {
            return;
        };
        for held in agent.held.clone() {
            if !held.ended {
                self.fail_attempt(held.attempt, reason, now, effects);
            }
            self.release(number, held.attempt, now);
        }
    }

    pub(crate) fn expire_deadlines(&mut self, now: Moment, effects: &mut Vec<Effect>) {
        while let Some((deadline, judging)) = self.deadlines.first().copied()
            && deadline <= now
        {
            self.deadlines.remove(&(deadline, judging));
            let Some(live) = self.entries.get(&judging).and_then(|entry| entry.live()).cloned() else {
                continue;
            };
            if let Some(agent) = self.agents.get(live.agent) {
                let agent = agent.id.clone();
                effects.push(Effect::StopRun {
                    agent,
                    attempt: live.attempt,
                });
            }
            if let Some(entry) = self.entries.get_mut(&judging) {
                entry.expired.push(live.attempt);
            }
            self.fail_attempt(
                live.attempt,
                "the attempt took longer than its deadline",
                now,
                effects,
            );
        }
    }

    pub(crate) fn hold(
        &mut self,
        number: AgentNumber,
        attempt: AttemptKey,
        not_on_slot: Option<u16>,
        now: Moment,
    ) {
        let held = Held {
            attempt,
            ended: false,
            not_on_slot,
        };
        self.agents.change(number, now, |agent| agent.held.push(held));
    }

    pub(crate) fn release(&mut self, number: AgentNumber, attempt: AttemptKey, now: Moment) {
        self.agents.change(number, now, |agent| {
            agent.held.retain(|held| held.attempt != attempt)
        });
    }

    pub(crate) fn agent_id(&self, number: AgentNumber) -> Option<AgentId> {
        self.agents.get(number).map(|agent| agent.id.clone())
    }
}

/// An agent's own words, cut to a length that fits a log line and a verdict's reason.
pub(crate) fn shorten(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(200).collect()
}
