//! The core's front door: one event in, effects out; and the handlers of leadership, the index, cancels and time.
//! A core whose lease is too old steps down before it looks at anything else. Handlers of agents are in `on_agent`,
//! of results and verdicts in `on_result`.

use gavel_wire::Term;
use gavel_wire::message::ResultDecision;
use gavel_wire::state::{Cancel, IndexEntry};

use super::effect::{Effect, Note, Rejection};
use super::event::{Event, JudgingKey, TermEvent};
use super::moment::Moment;
use super::state::{Closing, Core, Entry, Leading, Phase, Role};

impl Core {
    /// Takes one event and says what is to be done about it. `now` must not be taken before the event came.
    pub fn handle(&mut self, event: Event, now: Moment) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.notice_a_pause(now, &mut effects);
        self.step_down_if_stale(&event, now, &mut effects);
        match event {
            Event::Ticked => self.on_ticked(now, &mut effects),
            Event::ConnectionRestored => self.start_deadlines_afresh(now),
            Event::AgentStateReceived(state) => self.on_agent_state_received(state, now, &mut effects),
            Event::ResultReceived { result, reply } => {
                self.on_result_received(*result, reply, now, &mut effects);
            }
            Event::LeadershipWon { term, renewed_at } => {
                self.on_leadership_won(term, renewed_at, now, &mut effects);
            }
            Event::LeaseRenewed { term, renewed_at } => {
                self.on_lease_renewed(term, renewed_at, now, &mut effects);
            }
            Event::LeadershipLost => self.step_down(now, &mut effects),
            Event::InTerm(term, event) if self.term() == Some(term) => {
                self.on_term_event(event, now, &mut effects);
            }
            Event::InTerm(..) => {}
        }
        self.place(now, &mut effects);
        effects
    }

    fn on_term_event(&mut self, event: TermEvent, now: Moment, effects: &mut Vec<Effect>) {
        match event {
            TermEvent::SubmissionIndexed { entry, age_ms } => {
                self.on_submission_indexed(entry, age_ms, now, effects);
            }
            TermEvent::IndexCaughtUp => self.on_index_caught_up(now, effects),
            TermEvent::IndexRestarted => self.step_down(now, effects),
            TermEvent::CancelRequested(cancel) => self.on_cancel_requested(&cancel, now, effects),
            TermEvent::RunAccepted { attempt, mark } => self.on_run_accepted(attempt, mark, now, effects),
            TermEvent::RunRefused { attempt, answer } => {
                self.on_run_refused(attempt, answer, now, effects);
            }
            TermEvent::StartTimedOut { attempt } => self.on_start_timed_out(attempt, now),
            TermEvent::FetchFailed { attempt } => drop(self.pause_start(attempt, now)),
            TermEvent::SubmissionMissing { attempt } => self.on_submission_missing(attempt, now, effects),
            TermEvent::SubmissionUnreadable { attempt, reason } => {
                self.on_submission_unreadable(attempt, &reason, now);
            }
            TermEvent::VerdictStored { judging } => self.on_verdict_there(judging, true, now, effects),
            TermEvent::VerdictExisted { judging } => self.on_verdict_there(judging, false, now, effects),
            TermEvent::VerdictFailed { judging } => self.on_verdict_failed(judging, now, effects),
            TermEvent::SubmissionBuried { judging } => self.on_submission_buried(judging, effects),
            TermEvent::BurialFailed { judging } => self.on_burial_failed(judging, now),
            TermEvent::SubmissionDeleted { sequence } => {
                self.deleting.remove(&sequence);
            }
            TermEvent::DeletionFailed { sequence } => {
                let due = now.plus_ms(self.settings.again_ms);
                self.deleting.insert(sequence, Some(due));
            }
        }
    }

    // Leadership.

    fn step_down_if_stale(&mut self, event: &Event, now: Moment, effects: &mut Vec<Effect>) {
        let Role::Leading(leading) = &mut self.role else {
            return;
        };
        // A renewal that was under way counts first: it proves that nobody else led meanwhile.
        if let Event::LeaseRenewed { term, renewed_at } = event
            && *term == leading.term
        {
            leading.renewed_at = leading.renewed_at.max(*renewed_at);
        }
        if now.ms_since(leading.renewed_at) >= self.settings.lease_age_max_ms {
            self.step_down(now, effects);
        }
    }

    fn step_down(&mut self, now: Moment, effects: &mut Vec<Effect>) {
        let Role::Leading(leading) = self.role else {
            return;
        };
        for judging in self.in_order(|entry| matches!(entry.phase, Phase::Deciding(_))) {
            if let Some(Phase::Deciding(deciding)) = self.entries.get(&judging).map(|entry| &entry.phase) {
                let answer = |reply: &_| Effect::AnswerResult {
                    reply: *reply,
                    answer: ResultDecision::NotLeader,
                };
                effects.extend(deciding.replies.iter().map(answer));
            }
        }
        self.role = Role::Standby;
        self.forget_term(now);
        effects.push(Effect::StepDown { term: leading.term });
    }

    fn on_leadership_won(&mut self, term: Term, renewed_at: Moment, now: Moment, effects: &mut Vec<Effect>) {
        self.step_down(now, effects);
        self.role = Role::Leading(Leading {
            term,
            won_at: now,
            heard_since: now,
            renewed_at,
            caught_up: false,
            indexed_to: 0,
            ready: false,
        });
        self.agents.term = term;
        self.forget_term(now);
        self.start_deadlines_afresh(now);
        if now.ms_since(renewed_at) >= self.settings.lease_age_max_ms {
            self.step_down(now, effects);
        }
    }

    fn on_lease_renewed(&mut self, term: Term, renewed_at: Moment, now: Moment, effects: &mut Vec<Effect>) {
        let Role::Leading(leading) = &mut self.role else {
            return;
        };
        if leading.term != term {
            return;
        }
        leading.renewed_at = leading.renewed_at.max(renewed_at);
        let fresh: Vec<JudgingKey> = self.giving_up.clone();
        for judging in fresh {
            self.bury_if_renewed(judging, renewed_at, effects);
        }
        self.become_ready_if_due(now, effects);
    }

    fn on_index_caught_up(&mut self, now: Moment, effects: &mut Vec<Effect>) {
        if let Role::Leading(leading) = &mut self.role {
            leading.caught_up = true;
        }
        self.become_ready_if_due(now, effects);
    }

    /// From here on work is placed. What living agents run is taken over first. A queue of which more waits than is
    /// indexed at a time is caught up with only by placing.
    fn become_ready_if_due(&mut self, now: Moment, effects: &mut Vec<Effect>) {
        let settle_ms = self.settings.settle_ms;
        let is_full = !self.has_room();
        match &mut self.role {
            Role::Leading(leading)
                if (leading.caught_up || is_full)
                    && !leading.ready
                    && now.ms_since(leading.heard_since) >= settle_ms =>
            {
                leading.ready = true;
            }
            _ => return,
        }
        for number in self.agents.numbers() {
            self.adopt(number, now, effects);
        }
        for judging in self.in_order(|entry| entry.cancel) {
            self.end_if_cancelled(judging, now, effects);
        }
        let queued = self.queue.len();
        let running = self.entries.len() - queued;
        effects.push(Effect::Note(Note::Ready { queued, running }));
    }

    // The index and cancels.

    fn on_submission_indexed(
        &mut self,
        index: IndexEntry,
        age_ms: u64,
        now: Moment,
        effects: &mut Vec<Effect>,
    ) {
        let judging = JudgingKey {
            submission: index.submission,
            judging: index.judging,
        };
        let sequence = index.sequence;
        if !self.has_room() && !self.entries.contains_key(&judging) {
            return self.reject(Rejection::QueueFull, None, effects);
        }
        if let Role::Leading(leading) = &mut self.role {
            leading.indexed_to = leading.indexed_to.max(sequence);
        }
        if self.deleting.contains_key(&sequence) {
            return;
        }
        let surplus = match self.entries.get_mut(&judging) {
            Some(entry) if entry.index.sequence == sequence || entry.double == Some(sequence) => return,
            // It stays until the verdict: the stream may have lost the first.
            Some(entry) => Some(entry.double.replace(sequence)),
            None if self.decided.contains(&judging) => Some(Some(sequence)),
            None => None,
        };
        if let Some(surplus) = surplus {
            self.reject(Rejection::DoubledSubmission, None, effects);
            if let Some(sequence) = surplus {
                self.delete(sequence, effects);
            }
            return;
        }
        let entry = Entry {
            language: self.languages.number(&index.language),
            index,
            double: None,
            indexed_at: now,
            age_ms,
            check_verdict: self.leading().is_some_and(|leading| !leading.caught_up),
            attempt: 0,
            strikes: 0,
            struck: Vec::new(),
            missing_since: None,
            expired: Vec::new(),
            last_failure: String::new(),
            first: None,
            cancel: self.early_cancels.take(&judging),
            phase: Phase::Queued,
        };
        let known_language = entry
            .waiting()
            .map(|waiting| self.queue.push(waiting, &entry.owner()));
        self.entries.insert(judging, Box::new(entry));
        if known_language.is_none() {
            self.give_up(
                judging,
                "more languages are in use than this scheduler knows",
                now,
            );
        }
        if self.is_ready() {
            self.end_if_cancelled(judging, now, effects);
        }
    }

    fn on_cancel_requested(&mut self, cancel: &Cancel, now: Moment, effects: &mut Vec<Effect>) {
        let judging = JudgingKey {
            submission: cancel.submission,
            judging: cancel.judging,
        };
        if self.decided.contains(&judging) {
            return;
        }
        let Some(entry) = self.entries.get_mut(&judging) else {
            if !self.early_cancels.insert(judging, now) {
                self.reject(Rejection::TooManyCancels, None, effects);
            }
            return;
        };
        entry.cancel = true;
        if self.is_ready() {
            self.end_if_cancelled(judging, now, effects);
        }
    }

    // Time.

    fn on_ticked(&mut self, now: Moment, effects: &mut Vec<Effect>) {
        self.look_for_lost_agents(now, effects);
        if self.leading().is_none() {
            return;
        }
        self.become_ready_if_due(now, effects);
        self.expire_deadlines(now, effects);
        self.try_again(now, effects);
        self.early_cancels.forget_old(now);
        if self
            .told_at
            .is_none_or(|at| now.ms_since(at) >= self.settings.queue_state_ms)
        {
            self.sample_pace(now);
            self.told_at = Some(now);
            let snapshot = self.snapshot(now);
            effects.extend(snapshot.map(|snapshot| Effect::PublishQueueState(Box::new(snapshot))));
        }
    }

    /// Ticks come twenty times a second, so a longer gap was this process's own. It is noticed before the first of the
    /// messages that waited: they are old.
    fn notice_a_pause(&mut self, now: Moment, effects: &mut Vec<Effect>) {
        let gap_ms = self.handled_at.map_or(0, |before| now.ms_since(before));
        self.handled_at = Some(now);
        if gap_ms > self.settings.deaf_ms
            && let Role::Leading(leading) = &mut self.role
        {
            leading.heard_since = now;
        }
        if gap_ms > self.settings.pause_ms {
            self.start_deadlines_afresh(now);
            effects.push(Effect::Note(Note::Paused { gap_ms }));
        }
    }

    /// Nobody is blamed for a silence that was ours: a stopped process, a closed lid, a cut connection.
    pub(crate) fn start_deadlines_afresh(&mut self, now: Moment) {
        for number in self.agents.numbers() {
            self.agents.change(number, now, |agent| {
                if !agent.lost {
                    agent.last_seen = agent.last_seen.max(now);
                }
            });
        }
        if let Role::Leading(leading) = &mut self.role {
            leading.heard_since = now;
        }
        for entry in self.entries.values_mut() {
            if let Phase::Running(live) = &mut entry.phase {
                live.since = now;
            }
        }
        let least = now.plus_ms(self.settings.agent_lost_ms);
        let near: Vec<_> = self.deadlines.range(..(least, LOWEST)).copied().collect();
        for (deadline, judging) in near {
            self.deadlines.remove(&(deadline, judging));
            self.deadlines.insert((least, judging));
            if let Some(Phase::Starting(live) | Phase::Running(live)) =
                self.entries.get_mut(&judging).map(|entry| &mut entry.phase)
            {
                live.deadline = least;
            }
        }
    }

    fn try_again(&mut self, now: Moment, effects: &mut Vec<Effect>) {
        while let Some((due, judging)) = self.again.first().copied()
            && due <= now
        {
            self.again.remove(&(due, judging));
            let Some(entry) = self.entries.get_mut(&judging) else {
                continue;
            };
            match entry.phase {
                Phase::Pausing => {
                    entry.phase = Phase::Retrying;
                    if let Some(language) = entry.language {
                        self.retries.push(language, judging);
                    }
                }
                Phase::Closing(closing) => self.proceed_with_closing(judging, closing, effects),
                _ => {}
            }
        }
        let due = self
            .deleting
            .iter()
            .filter(|(_, due)| due.is_some_and(|due| due <= now));
        let sequences: Vec<u64> = due.map(|(sequence, _)| *sequence).collect();
        for sequence in sequences {
            self.delete(sequence, effects);
        }
    }

    fn proceed_with_closing(&mut self, judging: JudgingKey, closing: Closing, effects: &mut Vec<Effect>) {
        match closing {
            Closing::Cancelling | Closing::Ending => self.store_closing(judging, effects),
            Closing::Burying => self.bury(judging, effects),
            Closing::GivingUp { .. } => {}
        }
    }

    pub(crate) fn delete(&mut self, sequence: u64, effects: &mut Vec<Effect>) {
        self.deleting.insert(sequence, None);
        effects.push(Effect::DeleteSubmission { sequence });
    }

    pub(crate) fn reject(
        &self,
        reason: Rejection,
        agent: Option<&gavel_wire::AgentId>,
        effects: &mut Vec<Effect>,
    ) {
        let agent = agent.cloned();
        effects.push(Effect::Note(Note::Rejected { reason, agent }));
    }
}

/// Sorts before every judging, for ranges of moments.
const LOWEST: JudgingKey = JudgingKey {
    submission: gavel_wire::SubmissionId(uuid::Uuid::nil()),
    judging: gavel_wire::Judging(0),
};
