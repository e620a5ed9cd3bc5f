//! Which submission, and which agent: retries first, since their turn is spent, then the queue's fair order, each to
//! the fit agent with the most free slots, or to one that has its problem's data; a submission that failed goes to another
//! agent while there is one, and one that is judged again to another slot.

use gavel_wire::{Attempt, Lease};

use super::agents::AgentNumber;
use super::effect::{Effect, Start};
use super::event::{AttemptKey, JudgingKey};
use super::language::Language;
use super::moment::Moment;
use super::state::{Core, Entry, First, Live, Phase};

/// Retries of one language that are looked at in one pass; those behind them wait for the next event.
const RETRIES_LOOKED_AT: usize = 16;

impl Core {
    /// Gives out work until no slot that fits is free.
    pub(crate) fn place(&mut self, now: Moment, effects: &mut Vec<Effect>) {
        if !self.is_ready() || self.agents.slots_free() == 0 {
            return;
        }
        self.place_retries(now, effects);
        while self.agents.slots_free() > 0 && self.queue.len() > 0 {
            let Some(waiting) = self.queue.take(&self.agents.placeable()) else {
                return;
            };
            let entry = self.entries.get(&waiting.judging);
            let problem = entry.and_then(|entry| entry.index.problem.as_ref());
            match self.agents.free_near(waiting.language, problem) {
                Some(agent) => self.start(waiting.judging, agent, None, now, effects),
                // Cannot be: the language was placeable. It is not lost in any case.
                None => self.wait_again(waiting.judging, now, effects),
            }
        }
    }

    fn place_retries(&mut self, now: Moment, effects: &mut Vec<Effect>) {
        while self.retries.len() > 0 {
            let candidates = self.retries.first(&self.agents.placeable(), RETRIES_LOOKED_AT);
            let chosen = candidates.into_iter().find_map(|(language, judging)| {
                let entry = self.entries.get(&judging)?;
                let (agent, not_on_slot) = match &entry.first {
                    Some(first) if now < first.until => self.place_for_second(language, entry, first)?,
                    _ => (self.agent_for_retry(language, entry)?, None),
                };
                Some((language, judging, agent, not_on_slot))
            });
            let Some((language, judging, agent, not_on_slot)) = chosen else {
                return;
            };
            self.retries.remove(language, &judging);
            self.start(judging, agent, not_on_slot, now, effects);
        }
    }

    fn agent_for_retry(&self, language: Language, entry: &Entry) -> Option<AgentNumber> {
        let failed_on = entry.struck_on();
        let other = self.agents.free_for(language, &failed_on);
        if other.is_some() || self.agents.others_for(language, &failed_on) {
            return other;
        }
        self.agents.free_for(language, &[])
    }

    /// Another agent, or else another slot of the same one.
    fn place_for_second(
        &self,
        language: Language,
        entry: &Entry,
        first: &First,
    ) -> Option<(AgentNumber, Option<u16>)> {
        let own = self.agents.number(&first.found.agent);
        let mut not_on = entry.struck_on();
        not_on.extend(own);
        if let Some(other) = self.agents.free_for(language, &not_on) {
            return Some((other, None));
        }
        let (number, slot) = (own?, first.found.slot);
        let agent = self.agents.get(number)?;
        (agent.languages.contains(language) && agent.is_free_besides(slot)).then_some((number, Some(slot)))
    }

    fn start(
        &mut self,
        judging: JudgingKey,
        number: AgentNumber,
        not_on_slot: Option<u16>,
        now: Moment,
        effects: &mut Vec<Effect>,
    ) {
        let (Some(term), Some(agent)) = (self.term(), self.agents.get(number)) else {
            return;
        };
        let Some(entry) = self.entries.get_mut(&judging) else {
            return;
        };
        entry.attempt += 1;
        let mut lease = Lease {
            term,
            region: self.settings.region.clone(),
            submission: judging.submission,
            judging: judging.judging,
            attempt: Attempt(entry.attempt),
            agent: agent.id.clone(),
            epoch: agent.epoch,
            stream_sequence: entry.index.sequence,
            strikes: entry.strikes,
            deadline_ms: self.settings.deadline_ms,
            mac: String::new(),
        };
        self.key.sign(&mut lease);
        let attempt = AttemptKey::of(&lease);
        let deadline = now.plus_ms(self.settings.deadline_ms);
        entry.phase = Phase::Starting(Live {
            agent: number,
            attempt,
            since: now,
            deadline,
            doubtful: false,
            adopted: false,
            counted: false,
            mark: None,
        });
        effects.push(Effect::FetchAndStart(Box::new(Start {
            lease,
            check_verdict: entry.check_verdict,
            queued_us: now.us_since(entry.indexed_at),
            not_on_slot,
        })));
        self.deadlines.insert((deadline, judging));
        self.hold(number, attempt, not_on_slot, now);
    }
}
