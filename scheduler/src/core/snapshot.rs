//! The state as others may see it: the published queue state, and every cross-reference checked for tests.

use gavel_wire::limits::PLACES_MAX;
use gavel_wire::state::ClassState;
use gavel_wire::{Class, SubmissionId};

use super::effect::QueueSnapshot;
use super::language::LanguageSet;
use super::moment::Moment;
use super::state::{Core, Entry, Phase};

impl Core {
    /// Backlog and capacity; none while this core does not lead.
    pub fn snapshot(&self, now: Moment) -> Option<QueueSnapshot> {
        let term = self.term()?;
        let mut retrying = [0usize; 4];
        let mut running = 0;
        for entry in self.entries.values() {
            match entry.phase {
                Phase::Retrying | Phase::Pausing => retrying[entry.index.class as usize] += 1,
                Phase::Starting(_) | Phase::Running(_) => running += 1,
                _ => {}
            }
        }
        let class_state = |class: Class| ClassState {
            class,
            queued: u32::try_from(self.queue.len_of(class) + retrying[class as usize]).unwrap_or(u32::MAX),
            head_age_ms: self.head_of(class).map_or(0, |entry| entry.age_at(now)),
        };
        let fit = self.agents.iter().filter(|(_, agent)| agent.is_fit(term));
        let mut languages = LanguageSet::default();
        let (mut agents, mut slots) = (0, 0);
        for (_, agent) in fit {
            agents += 1;
            slots += u32::from(agent.slots);
            languages.union(&agent.languages);
        }
        Some(QueueSnapshot {
            term,
            classes: Class::ALL.into_iter().map(class_state).collect(),
            running,
            slots_free: self.agents.slots_free(),
            slots_total: slots,
            agents,
            languages: self.languages.describe(&languages),
            next: self.next(&languages),
            start_every_us: self.pace.start_every_us(slots),
        })
    }

    /// Who is served next, in order, when nobody else comes: those that failed before the queue.
    fn next(&self, languages: &LanguageSet) -> Vec<SubmissionId> {
        let mut next = self.retries.first(languages, PLACES_MAX);
        next.truncate(PLACES_MAX);
        let again = next.into_iter().map(|(_, judging)| judging);
        let queued = self
            .queue
            .order(languages, PLACES_MAX.saturating_sub(again.len()));
        again.chain(queued).map(|judging| judging.submission).collect()
    }

    /// How many slots are taken is looked at twice a second, which is often enough for a mean.
    pub(crate) fn sample_pace(&mut self, now: Moment) {
        let Some(term) = self.term() else { return };
        let fit = self.agents.iter().filter(|(_, agent)| agent.is_fit(term));
        let slots: u32 = fit.map(|(_, agent)| u32::from(agent.slots)).sum();
        let taken = slots.saturating_sub(self.agents.slots_free());
        self.pace.sample(taken, now);
    }

    fn head_of(&self, class: Class) -> Option<&Entry> {
        let oldest = self.queue.oldest(class)?;
        self.entries.get(&oldest).map(Box::as_ref)
    }
}

impl Entry {
    pub(crate) fn age_at(&self, now: Moment) -> u64 {
        self.age_ms.saturating_add(now.ms_since(self.indexed_at))
    }
}

#[cfg(any(test, feature = "testing"))]
impl Core {
    /// Every cross-reference of the state holds, and every bound.
    pub fn sanity_check(&self) {
        use super::state::Closing;
        self.queue.sanity_check();
        self.agents.sanity_check();
        let (mut queued, mut retrying, mut live_count) = (0, 0, 0);
        for (judging, entry) in &self.entries {
            assert_eq!(*judging, entry.judging());
            assert!(entry.struck.len() <= self.settings.strikes_max as usize);
            assert!(entry.strikes <= self.settings.strikes_max);
            match &entry.phase {
                Phase::Queued => queued += usize::from(entry.language.is_some()),
                Phase::Retrying => retrying += 1,
                Phase::Pausing => assert!(self.again.iter().any(|(_, waiting)| waiting == judging)),
                Phase::Starting(live) | Phase::Running(live) => {
                    live_count += 1;
                    assert!(self.deadlines.contains(&(live.deadline, *judging)));
                    let agent = self.agents.get(live.agent).expect("the agent is known");
                    let held = agent
                        .held
                        .iter()
                        .filter(|held| held.attempt == live.attempt && !held.ended);
                    assert_eq!(held.count(), 1, "{judging:?} is held once by its agent");
                }
                Phase::Deciding(deciding) => assert!(!deciding.replies.is_empty()),
                Phase::Closing(Closing::GivingUp { .. }) => assert!(self.giving_up.contains(judging)),
                Phase::Closing(_) => {}
            }
        }
        assert_eq!(queued, self.queue.len());
        assert_eq!(retrying, self.retries.len());
        assert_eq!(live_count, self.deadlines.len());
        for (_, agent) in self.agents.iter() {
            for held in agent.held.iter().filter(|held| !held.ended) {
                let entry = self
                    .entries
                    .get(&held.attempt.judging)
                    .expect("what is held is known");
                let live = match &entry.phase {
                    Phase::Deciding(deciding) => deciding.live.as_ref(),
                    _ => entry.live(),
                };
                assert_eq!(live.map(|live| live.attempt), Some(held.attempt));
            }
        }
        assert!(self.entries.len() <= self.settings.queued_max);
        assert!(self.agents.len() <= self.settings.agents_max);
        assert!(self.decided.len() <= self.settings.decided_max);
        assert!(self.early_cancels.len() <= self.settings.cancels_max);
        if self.leading().is_none() {
            assert!(self.entries.is_empty() && self.deleting.is_empty());
        }
    }
}
