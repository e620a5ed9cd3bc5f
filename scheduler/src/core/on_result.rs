//! Handlers of results and of verdicts being stored. Any validly leased attempt may win, and the create-only store
//! decides between two; what becomes of a judging without a result is in `ending`.

use gavel_wire::RunResult;
use gavel_wire::message::ResultDecision;
use gavel_wire::verdict::{FirstJudging, Mark, Status};

use super::effect::{Decision, Effect, Note, Rejection, insert_placed};
use super::event::{AttemptKey, JudgingKey, ReplyId};
use super::moment::Moment;
use super::on_agent::shorten;
use super::state::{Closing, Core, Deciding, First, Phase};

/// The same result offered more often than this while it is being stored is answered later.
const REPLIES_MAX: usize = 4;
/// Marks taken over from an agent.
const MARKS_MAX: usize = 32;

impl Core {
    pub(crate) fn on_result_received(
        &mut self,
        result: RunResult,
        reply: ReplyId,
        now: Moment,
        effects: &mut Vec<Effect>,
    ) {
        if let Some(answer) = self.decide_result(result, reply, now, effects) {
            effects.push(Effect::AnswerResult { reply, answer });
        }
    }

    /// The answer, or none while the result is being stored.
    fn decide_result(
        &mut self,
        result: RunResult,
        reply: ReplyId,
        now: Moment,
        effects: &mut Vec<Effect>,
    ) -> Option<ResultDecision> {
        let (term, indexed_to, is_all_known) = match self.leading() {
            Some(leading) => {
                let long = now.ms_since(leading.won_at) >= self.settings.strange_ms;
                // What a full index has no room for is run again: its slot may be the one that makes room.
                let is_all_known = long && (leading.caught_up || !self.has_room());
                (leading.term, leading.indexed_to, is_all_known)
            }
            None => return Some(ResultDecision::NotLeader),
        };
        let attempt = AttemptKey::of(&result.lease);
        if let Some(refusal) = self.refusal(&result, attempt, effects) {
            return Some(refusal);
        }
        if attempt.term > term {
            return Some(ResultDecision::NotLeader);
        }
        if self.decided.contains(&attempt.judging) {
            return Some(ResultDecision::Superseded);
        }
        let ready = self.is_ready();
        let Some(entry) = self.entries.get_mut(&attempt.judging) else {
            // The index has passed its message and it is not there: its verdict was stored and the message deleted.
            let is_passed = result.lease.stream_sequence <= indexed_to;
            return Some(if is_passed || is_all_known {
                ResultDecision::Superseded
            } else {
                ResultDecision::NotLeader
            });
        };
        match &mut entry.phase {
            Phase::Deciding(deciding)
                if deciding.winner == attempt && deciding.replies.len() < REPLIES_MAX =>
            {
                deciding.replies.push(reply);
                return None;
            }
            Phase::Deciding(_) => return Some(ResultDecision::NotLeader),
            Phase::Closing(Closing::Cancelling | Closing::Burying | Closing::Ending) => {
                return Some(ResultDecision::NotLeader);
            }
            _ => {}
        }
        if entry.is_first(attempt) {
            return Some(ResultDecision::Superseded);
        }
        let gave_nothing = match result.report.status {
            Status::InternalError => true,
            Status::Cancelled => !entry.cancel,
            _ => false,
        };
        let first = self.first_of_two(&result, attempt, now);
        if !gave_nothing && first.is_none() {
            self.decide(result, reply, now, effects);
            return None;
        }
        if !ready {
            // Whether it was running or cancelled is known once the agents are heard and the cancels read.
            return Some(ResultDecision::NotLeader);
        }
        match first {
            Some(first) => self.judge_again(first, now, effects),
            None => self.on_attempt_without_result(&result, attempt, now, effects),
        }
        Some(ResultDecision::Superseded)
    }

    /// What is remembered of a time limit that another slot has to agree with: one that was near, the first of its
    /// judging, where there is another slot.
    fn first_of_two(&self, result: &RunResult, attempt: AttemptKey, now: Moment) -> Option<First> {
        let (report, agent) = (&result.report, &result.lease.agent);
        if !result.near_limit || report.status != Status::TimeLimit {
            return None;
        }
        let entry = self.entries.get(&attempt.judging)?;
        let is_over = entry.cancel || matches!(entry.phase, Phase::Closing(_));
        if is_over || entry.first.is_some() {
            return None;
        }
        let number = self.agents.number(agent);
        self.agents
            .has_another_slot(entry.language?, number)
            .then_some(())?;
        Some(First {
            attempt,
            found: FirstJudging {
                agent: agent.clone(),
                slot: report.slot?,
                cpu_us: report.usage.cpu_us,
                calibration_us: report.calibration_us,
            },
            until: now.plus_ms(self.settings.other_slot_ms),
        })
    }

    /// No strike: nothing has failed. A leader that comes meanwhile knows of no first time and judges from the start.
    fn judge_again(&mut self, first: First, now: Moment, effects: &mut Vec<Effect>) {
        let attempt = first.attempt;
        let agent = first.found.agent.clone();
        effects.push(Effect::Note(Note::JudgedAgain { attempt, agent }));
        let Some(entry) = self.entries.get_mut(&attempt.judging) else {
            return;
        };
        entry.first = Some(Box::new(first));
        match entry.live() {
            // It was placed while this attempt was thought lost, or by an earlier leader: that is the second time.
            Some(live) if live.attempt != attempt => return,
            Some(live) => {
                let number = live.agent;
                self.end_held(number, attempt, now);
            }
            None => self.stop_waiting(attempt.judging),
        }
        self.wait_again(attempt.judging, now, effects);
    }

    fn refusal(
        &mut self,
        result: &RunResult,
        attempt: AttemptKey,
        effects: &mut Vec<Effect>,
    ) -> Option<ResultDecision> {
        let lease = &result.lease;
        let expired = self
            .entries
            .get(&attempt.judging)
            .is_some_and(|entry| entry.expired.contains(&attempt));
        let (reason, text) = if lease.region != self.settings.region {
            (Rejection::ForeignLease, "the lease is of another region")
        } else if !self.key.verify(lease) {
            (Rejection::ForgedLease, "no scheduler gave this lease")
        } else if expired {
            (Rejection::ExpiredLease, "the lease's deadline has passed")
        } else {
            return None;
        };
        self.reject(reason, Some(&lease.agent), effects);
        let reason = text.to_owned();
        Some(ResultDecision::Refused { reason })
    }

    /// The sandbox failed, or the agent handed the run back.
    fn on_attempt_without_result(
        &mut self,
        result: &RunResult,
        attempt: AttemptKey,
        now: Moment,
        effects: &mut Vec<Effect>,
    ) {
        let entry = self.entries.get(&attempt.judging);
        let Some(live) = entry
            .and_then(|entry| entry.live())
            .filter(|live| live.attempt == attempt)
        else {
            return;
        };
        let number = live.agent;
        let draining = self.agents.get(number).is_some_and(|agent| agent.draining);
        if result.report.status == Status::Cancelled && draining {
            self.end_held(number, attempt, now);
            return self.wait_again(attempt.judging, now, effects);
        }
        let reason = match &result.report.reason {
            Some(reason) => shorten(reason),
            None => format!("the agent answered {}", result.report.status.as_str()),
        };
        self.fail_attempt(attempt, &reason, now, effects);
    }

    fn decide(&mut self, result: RunResult, reply: ReplyId, now: Moment, effects: &mut Vec<Effect>) {
        let attempt = AttemptKey::of(&result.lease);
        self.stop_waiting(attempt.judging);
        let accepted = self
            .entries
            .get(&attempt.judging)
            .is_some_and(|e| matches!(e.phase, Phase::Running(_)));
        let live = self.end_live(attempt.judging);
        let Some(term) = self.term() else { return };
        let Some(entry) = self.entries.get_mut(&attempt.judging) else {
            return;
        };
        let own = live.as_ref().filter(|live| live.attempt == attempt);
        let marks = marks_of(result.marks, own.and_then(|live| live.mark.clone()));
        let overtook = own.filter(|_| !accepted);
        let mut report = result.report;
        report.judged_again = entry.first.as_ref().map(|first| first.found.clone());
        effects.push(Effect::CreateVerdict(Box::new(Decision {
            term,
            entry: entry.index.clone(),
            attempt: attempt.attempt,
            agent: Some(result.lease.agent),
            report,
            marks,
            placed_us: overtook.map(|live| now.us_since(live.since)),
        })));
        entry.phase = Phase::Deciding(Deciding {
            winner: attempt,
            replies: vec![reply],
            live,
            accepted,
        });
    }

    /// The judging has a verdict: ours if `stored`, else an earlier one.
    pub(crate) fn on_verdict_there(
        &mut self,
        judging: JudgingKey,
        stored: bool,
        now: Moment,
        effects: &mut Vec<Effect>,
    ) {
        self.stop_waiting(judging);
        let ended = self.end_live(judging);
        let Some(entry) = self.remove_entry(judging) else {
            return;
        };
        match entry.phase {
            Phase::Deciding(deciding) => {
                self.pace.count_end();
                let answer = if stored {
                    ResultDecision::Stored
                } else {
                    ResultDecision::Superseded
                };
                effects.extend(deciding.replies.iter().map(|reply| Effect::AnswerResult {
                    reply: *reply,
                    answer: answer.clone(),
                }));
                if let Some(live) = deciding.live {
                    self.end_held(live.agent, live.attempt, now);
                    if live.attempt != deciding.winner {
                        self.stop(&live, effects);
                    }
                }
            }
            // A look before the start found the predecessor's verdict: nothing was sent.
            _ => {
                if let Some(live) = ended {
                    self.release(live.agent, live.attempt, now);
                }
            }
        }
        self.decided.insert(judging);
        self.delete(entry.index.sequence, effects);
        if let Some(sequence) = entry.double {
            self.delete(sequence, effects);
        }
    }

    pub(crate) fn on_verdict_failed(&mut self, judging: JudgingKey, now: Moment, effects: &mut Vec<Effect>) {
        let Some(entry) = self.entries.get_mut(&judging) else {
            return;
        };
        match &mut entry.phase {
            Phase::Closing(_) => {
                self.again.insert((now.plus_ms(self.settings.again_ms), judging));
            }
            Phase::Deciding(deciding) => {
                let replies = std::mem::take(&mut deciding.replies);
                let known = deciding.accepted
                    || deciding
                        .live
                        .as_ref()
                        .is_some_and(|l| l.attempt == deciding.winner);
                let live = deciding.live.take();
                effects.extend(replies.into_iter().map(|reply| Effect::AnswerResult {
                    reply,
                    answer: ResultDecision::NotLeader,
                }));
                match live {
                    Some(mut live) => {
                        live.deadline = live.deadline.max(now.plus_ms(self.settings.agent_lost_ms));
                        self.deadlines.insert((live.deadline, judging));
                        entry.phase = if known {
                            Phase::Running(live)
                        } else {
                            Phase::Starting(live)
                        };
                        self.end_if_cancelled(judging, now, effects);
                    }
                    None => self.wait_again(judging, now, effects),
                }
            }
            _ => {}
        }
    }
}

/// The agent's marks, cut, with the leader's own of the placing.
fn marks_of(mut marks: Vec<Mark>, placed: Option<Mark>) -> Vec<Mark> {
    marks.truncate(MARKS_MAX);
    if let Some(placed) = placed {
        insert_placed(&mut marks, placed);
    }
    marks
}
