//! The agents as they announced themselves, and which of them have a free slot for a language. A slot counts as free
//! only when the agent's own latest state says so and nothing of ours is on its way there: a busy agent is never asked.

use std::cmp::Reverse;
use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};

use gavel_wire::state::AgentState;
use gavel_wire::{AgentId, Lease, ProblemId, Term};

use super::event::AttemptKey;
use super::language::{Language, LanguageSet};
use super::moment::Moment;

/// Of the agents that have a problem's data.
const HOLDERS_LOOKED_AT: usize = 64;

/// An agent's place in the table; valid while something of ours is held by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct AgentNumber(pub(crate) u32);

#[derive(Debug)]
pub(crate) struct Agent {
    pub(crate) id: AgentId,
    pub(crate) epoch: u64,
    pub(crate) sequence: u64,
    pub(crate) last_seen: Moment,
    pub(crate) lost: bool,
    pub(crate) draining: bool,
    pub(crate) unfit: bool,
    pub(crate) term_seen: Term,
    /// Not asked before this moment: it failed to answer.
    pub(crate) avoid_until: Moment,
    pub(crate) languages: LanguageSet,
    pub(crate) slots: u16,
    /// Problems whose data it has.
    holds: Vec<ProblemId>,
    /// The numbers of its idle slots.
    pub(crate) idle: Vec<u16>,
    /// The leases in its latest state, with whether each has finished. Not checked yet.
    pub(crate) shown: Vec<(Lease, bool)>,
    pub(crate) held: Vec<Held>,
    /// Free slots and fitness as they are counted in its profile.
    free: u16,
    /// Greater than that of agents whose last slot became free earlier.
    freed: u64,
    fit: bool,
}

/// What this leader has on an agent: an attempt, or what is left of one until a state no longer shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Held {
    pub(crate) attempt: AttemptKey,
    pub(crate) ended: bool,
    /// It must not get this slot.
    pub(crate) not_on_slot: Option<u16>,
}

impl Agent {
    pub(crate) fn shows(&self, attempt: AttemptKey) -> bool {
        self.shown
            .iter()
            .any(|(lease, _)| AttemptKey::of(lease) == attempt)
    }

    pub(crate) fn holds(&self, attempt: AttemptKey) -> bool {
        self.held.iter().any(|held| held.attempt == attempt)
    }

    pub(crate) fn is_fit(&self, term: Term) -> bool {
        !self.lost && !self.draining && !self.unfit && self.term_seen <= term
    }

    fn free_now(&self, term: Term, now: Moment) -> u16 {
        if !self.is_fit(term) || self.avoid_until > now {
            return 0;
        }
        let unseen = self.held.iter().filter(|held| !self.shows(held.attempt));
        // Of two starts on their way the one that may go anywhere could take the only slot that is right for the other.
        let taken: usize = unseen.map(|held| 1 + self.idle_is(held.not_on_slot)).sum();
        u16::try_from(self.idle.len().saturating_sub(taken)).unwrap_or(u16::MAX)
    }

    /// 1 where this slot is idle.
    fn idle_is(&self, slot: Option<u16>) -> usize {
        usize::from(slot.is_some_and(|slot| self.idle.contains(&slot)))
    }

    /// Whether a slot other than this one is free.
    pub(crate) fn is_free_besides(&self, slot: u16) -> bool {
        usize::from(self.free) > self.idle_is(Some(slot))
    }
}

/// Agents that have the same languages ready.
#[derive(Debug, Default)]
struct Profile {
    agents: u32,
    /// Those that would take work now or later.
    fit: u32,
    /// Those with a free slot, most free ones first; of as many, what was idle for longest, which had time to start a runtime ahead.
    free: BTreeSet<(Reverse<u16>, u64, AgentNumber)>,
}

#[derive(Debug, Default)]
pub(crate) struct Agents {
    list: Vec<Option<Agent>>,
    vacant: Vec<u32>,
    by_id: HashMap<AgentId, AgentNumber>,
    profiles: HashMap<LanguageSet, Profile>,
    /// Those that have a problem's data.
    holders: HashMap<ProblemId, BTreeSet<AgentNumber>>,
    slots_free: u32,
    /// How often a slot became free.
    freed: u64,
    /// Agents that would refuse this term are not asked.
    pub(crate) term: Term,
}

/// How an announcement stands to what is known.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Admission {
    New,
    Newer(AgentNumber),
    /// Another process under the same name.
    Restarted(AgentNumber),
    Stale,
}

impl Agents {
    pub(crate) fn admission(&self, state: &AgentState) -> Admission {
        let Some(number) = self.by_id.get(&state.agent).copied() else {
            return Admission::New;
        };
        match self.get(number) {
            None => Admission::New,
            Some(agent) if state.epoch > agent.epoch => Admission::Restarted(number),
            // Epochs are of the agent's clock, which may have been set back since; what is lost contradicts nobody.
            Some(agent) if state.epoch < agent.epoch && agent.lost => Admission::Restarted(number),
            Some(agent) if state.epoch == agent.epoch && state.sequence > agent.sequence => {
                Admission::Newer(number)
            }
            Some(_) => Admission::Stale,
        }
    }

    /// Takes a whole state in place of what was known; the caller has decided that it is not stale.
    pub(crate) fn apply(&mut self, state: AgentState, languages: LanguageSet, now: Moment) -> AgentNumber {
        let number = match self.by_id.get(&state.agent).copied() {
            Some(number) => number,
            None => self.add(&state),
        };
        let moves = self.get(number).is_some_and(|agent| agent.languages != languages);
        if moves {
            self.leave_profile(number);
        }
        self.hold(number, state.holds);
        if let Some(agent) = self.list.get_mut(number.0 as usize).and_then(Option::as_mut) {
            agent.epoch = state.epoch;
            agent.sequence = state.sequence;
            agent.last_seen = now;
            agent.lost = false;
            agent.draining = state.draining;
            agent.unfit = state.unfit.is_some();
            agent.term_seen = state.term_seen;
            agent.languages = languages;
            agent.slots = u16::try_from(state.slots.len()).unwrap_or(u16::MAX);
            agent.idle.clear();
            agent.shown.clear();
            for slot in state.slots {
                match slot.lease {
                    Some(lease) => agent.shown.push((lease, slot.finished)),
                    None => agent.idle.push(slot.slot),
                }
            }
        }
        if moves {
            self.join_profile(number);
        }
        self.refresh(number, now);
        number
    }

    fn add(&mut self, state: &AgentState) -> AgentNumber {
        let agent = Some(Agent {
            id: state.agent.clone(),
            epoch: state.epoch,
            sequence: 0,
            last_seen: Moment::default(),
            lost: false,
            draining: false,
            unfit: false,
            term_seen: Term(0),
            avoid_until: Moment::default(),
            languages: LanguageSet::default(),
            slots: 0,
            holds: Vec::new(),
            idle: Vec::new(),
            shown: Vec::new(),
            held: Vec::new(),
            free: 0,
            freed: 0,
            fit: false,
        });
        let number = match self.vacant.pop() {
            Some(number) => {
                self.list[number as usize] = agent;
                AgentNumber(number)
            }
            None => {
                self.list.push(agent);
                AgentNumber(u32::try_from(self.list.len() - 1).unwrap_or(u32::MAX))
            }
        };
        self.by_id.insert(state.agent.clone(), number);
        self.join_profile(number);
        number
    }

    /// Takes what an agent has the data of in place of what it had.
    fn hold(&mut self, number: AgentNumber, holds: Vec<ProblemId>) {
        let Some(agent) = self.list.get_mut(number.0 as usize).and_then(Option::as_mut) else {
            return;
        };
        if agent.holds == holds {
            return;
        }
        for problem in &holds {
            self.holders.entry(problem.clone()).or_default().insert(number);
        }
        for problem in std::mem::replace(&mut agent.holds, holds) {
            if !agent.holds.contains(&problem)
                && let Entry::Occupied(mut holders) = self.holders.entry(problem)
            {
                holders.get_mut().remove(&number);
                if holders.get().is_empty() {
                    holders.remove();
                }
            }
        }
    }

    pub(crate) fn remove(&mut self, number: AgentNumber) {
        self.leave_profile(number);
        self.hold(number, Vec::new());
        if let Some(agent) = self.list.get_mut(number.0 as usize).and_then(Option::take) {
            self.by_id.remove(&agent.id);
            self.vacant.push(number.0);
        }
    }

    /// Changes one agent and counts its free slots anew.
    pub(crate) fn change(&mut self, number: AgentNumber, now: Moment, change: impl FnOnce(&mut Agent)) {
        if let Some(agent) = self.list.get_mut(number.0 as usize).and_then(Option::as_mut) {
            change(agent);
        }
        self.refresh(number, now);
    }

    pub(crate) fn refresh(&mut self, number: AgentNumber, now: Moment) {
        let term = self.term;
        let Some(agent) = self.list.get_mut(number.0 as usize).and_then(Option::as_mut) else {
            return;
        };
        let free = agent.free_now(term, now);
        let before = std::mem::replace(&mut agent.free, free);
        let fit = agent.is_fit(term);
        let was_fit = std::mem::replace(&mut agent.fit, fit);
        if before == free && was_fit == fit {
            return;
        }
        self.slots_free = self.slots_free - u32::from(before) + u32::from(free);
        let was_freed = agent.freed;
        if free > before {
            self.freed += 1;
            agent.freed = self.freed;
        }
        if let Some(profile) = self.profiles.get_mut(&agent.languages) {
            profile.fit = profile.fit - u32::from(was_fit) + u32::from(fit);
            profile.free.remove(&(Reverse(before), was_freed, number));
            if free > 0 {
                profile.free.insert((Reverse(free), agent.freed, number));
            }
        }
    }

    fn leave_profile(&mut self, number: AgentNumber) {
        let Some(agent) = self.list.get_mut(number.0 as usize).and_then(Option::as_mut) else {
            return;
        };
        let before = std::mem::take(&mut agent.free);
        let was_fit = std::mem::take(&mut agent.fit);
        self.slots_free -= u32::from(before);
        let languages = agent.languages;
        if let Some(profile) = self.profiles.get_mut(&languages) {
            profile.fit -= u32::from(was_fit);
            profile.free.remove(&(Reverse(before), agent.freed, number));
            profile.agents = profile.agents.saturating_sub(1);
            if profile.agents == 0 {
                self.profiles.remove(&languages);
            }
        }
    }

    fn join_profile(&mut self, number: AgentNumber) {
        if let Some(languages) = self.get(number).map(|agent| agent.languages) {
            self.profiles.entry(languages).or_default().agents += 1;
        }
    }

    /// The languages for which a slot is free somewhere.
    pub(crate) fn placeable(&self) -> LanguageSet {
        let mut set = LanguageSet::default();
        for (languages, profile) in &self.profiles {
            if !profile.free.is_empty() {
                set.union(languages);
            }
        }
        set
    }

    /// The agent with the most free slots for a language, of those what was idle for longest, leaving out some.
    pub(crate) fn free_for(&self, language: Language, except: &[AgentNumber]) -> Option<AgentNumber> {
        let profiles = self
            .profiles
            .iter()
            .filter(|(languages, _)| languages.contains(language));
        let first = |profile: &Profile| {
            profile
                .free
                .iter()
                .find(|(_, _, number)| !except.contains(number))
                .copied()
        };
        profiles
            .filter_map(|(_, profile)| first(profile))
            .min()
            .map(|(_, _, number)| number)
    }

    /// As [`Agents::free_for`] leaving out none, but one that has the problem's data where such a one is free.
    pub(crate) fn free_near(&self, language: Language, problem: Option<&ProblemId>) -> Option<AgentNumber> {
        let holders = problem.and_then(|problem| self.holders.get(problem));
        let holders = holders.into_iter().flatten().take(HOLDERS_LOOKED_AT);
        let free = holders.filter_map(|number| {
            let agent = self.get(*number)?;
            let takes = agent.free > 0 && agent.languages.contains(language);
            takes.then_some((Reverse(agent.free), agent.freed, *number))
        });
        free.min()
            .map(|(_, _, number)| number)
            .or_else(|| self.free_for(language, &[]))
    }

    /// Whether some fit agent besides these could run a language, now or later. `except` names each once.
    pub(crate) fn others_for(&self, language: Language, except: &[AgentNumber]) -> bool {
        let profiles = self
            .profiles
            .iter()
            .filter(|(languages, _)| languages.contains(language));
        let fit: usize = profiles.map(|(_, profile)| profile.fit as usize).sum();
        let is_one = |number: &&AgentNumber| {
            let agent = self.get(**number);
            agent.is_some_and(|agent| agent.fit && agent.languages.contains(language))
        };
        fit > except.iter().filter(is_one).count()
    }

    /// Whether a slot besides this one of this agent could run a language, now or later.
    pub(crate) fn has_another_slot(&self, language: Language, agent: Option<AgentNumber>) -> bool {
        let own = agent.and_then(|number| self.get(number));
        own.is_some_and(|own| own.fit && own.slots > 1 && own.languages.contains(language))
            || self.others_for(language, agent.as_slice())
    }

    pub(crate) fn number(&self, id: &AgentId) -> Option<AgentNumber> {
        self.by_id.get(id).copied()
    }

    pub(crate) fn get(&self, number: AgentNumber) -> Option<&Agent> {
        self.list.get(number.0 as usize)?.as_ref()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (AgentNumber, &Agent)> {
        let numbered = self.list.iter().zip(0u32..);
        numbered.filter_map(|(agent, number)| Some((AgentNumber(number), agent.as_ref()?)))
    }

    pub(crate) fn numbers(&self) -> Vec<AgentNumber> {
        self.iter().map(|(number, _)| number).collect()
    }

    pub(crate) fn len(&self) -> usize {
        self.by_id.len()
    }

    pub(crate) fn slots_free(&self) -> u32 {
        self.slots_free
    }
}

#[cfg(any(test, feature = "testing"))]
impl Agents {
    pub(crate) fn sanity_check(&self) {
        let mut free = 0;
        let mut profiles: HashMap<LanguageSet, (u32, u32)> = HashMap::new();
        for (number, agent) in self.iter() {
            assert_eq!(self.by_id.get(&agent.id), Some(&number));
            let profile = &self.profiles[&agent.languages];
            assert_eq!(
                profile.free.contains(&(Reverse(agent.free), agent.freed, number)),
                agent.free > 0
            );
            free += u32::from(agent.free);
            let counted = profiles.entry(agent.languages).or_default();
            counted.0 += 1;
            counted.1 += u32::from(agent.fit);
            assert_eq!(agent.fit, agent.is_fit(self.term));
            assert!(agent.held.len() <= usize::from(agent.slots) + agent.shown.len() + 64);
        }
        assert_eq!(free, self.slots_free);
        let held: usize = self.iter().map(|(_, agent)| agent.holds.len()).sum();
        let counted: usize = self.holders.values().map(BTreeSet::len).sum();
        assert_eq!(held, counted);
        assert_eq!(profiles.len(), self.profiles.len());
        for (languages, profile) in &self.profiles {
            assert_eq!((profile.agents, profile.fit), profiles[languages]);
            let counted = self
                .iter()
                .filter(|(_, agent)| agent.languages == *languages && agent.free > 0);
            assert_eq!(profile.free.len(), counted.count());
        }
    }
}
