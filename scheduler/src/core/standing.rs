//! The answer to "why does it wait", for `explain`: reads the state and changes nothing.

use super::event::JudgingKey;
use super::state::{Core, Entry, Phase};
use crate::explain::{Place, Standing, Why};

impl Core {
    pub(crate) fn standing(&self, judging: JudgingKey) -> Standing {
        let Some(entry) = self.entries.get(&judging) else {
            return Standing::Unknown;
        };
        match &entry.phase {
            Phase::Starting(live) | Phase::Running(live) => Standing::Running {
                agent: self.agents.get(live.agent).map(|agent| agent.id.to_string()),
                attempt: live.attempt.attempt.0,
            },
            Phase::Deciding(_) | Phase::Closing(_) => Standing::Ending,
            Phase::Queued | Phase::Retrying | Phase::Pausing => Standing::Waiting {
                why: self.why(entry),
                place: self.place_of(entry),
                strikes: entry.strikes,
                last_failure: Some(entry.last_failure.clone()).filter(|reason| !reason.is_empty()),
            },
        }
    }

    fn place_of(&self, entry: &Entry) -> Place {
        let queued = matches!(entry.phase, Phase::Queued);
        let waiting = entry.waiting().filter(|_| queued);
        match waiting.and_then(|waiting| self.queue.ahead_of(&waiting)) {
            Some(ahead) => Place::InClass { ahead },
            None => Place::BeforeTheQueue,
        }
    }

    fn why(&self, entry: &Entry) -> Why {
        if !self.is_ready() {
            return Why::LeaderSettles;
        }
        if matches!(entry.phase, Phase::Pausing) {
            return Why::TryingAgain;
        }
        let nobody = Why::NoAgentWithLanguage {
            language: entry.index.language.clone(),
        };
        let Some(language) = entry
            .language
            .filter(|language| self.agents.others_for(*language, &[]))
        else {
            return nobody;
        };
        if self.agents.free_for(language, &[]).is_some() && entry.strikes > 0 {
            return Why::NoOtherAgent;
        }
        let ready = self
            .agents
            .iter()
            .filter(|(_, agent)| agent.languages.contains(language));
        let fit = ready.filter(|(_, agent)| agent.is_fit(self.agents.term));
        Why::NoFreeSlot {
            slots_total: fit.map(|(_, agent)| u32::from(agent.slots)).sum(),
        }
    }
}
