//! Small bounded memories: which judgings were decided lately, which cancels came before their submission, which
//! retries wait for an agent. Each forgets its oldest content when it is full.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

use super::event::JudgingKey;
use super::language::{Language, LanguageSet};
use super::moment::Moment;

/// The latest judgings that have a verdict, so that late results, doubles and repeated messages are known for it.
#[derive(Debug)]
pub(crate) struct Decided {
    set: HashSet<JudgingKey>,
    order: VecDeque<JudgingKey>,
    max: usize,
}

impl Decided {
    pub(crate) fn new(max: usize) -> Decided {
        Decided {
            set: HashSet::new(),
            order: VecDeque::new(),
            max,
        }
    }

    pub(crate) fn insert(&mut self, judging: JudgingKey) {
        if !self.set.insert(judging) {
            return;
        }
        self.order.push_back(judging);
        while self.order.len() > self.max {
            if let Some(oldest) = self.order.pop_front() {
                self.set.remove(&oldest);
            }
        }
    }

    pub(crate) fn contains(&self, judging: &JudgingKey) -> bool {
        self.set.contains(judging)
    }

    #[cfg(any(test, feature = "testing"))]
    pub(crate) fn len(&self) -> usize {
        self.set.len()
    }
}

/// Cancels of judgings that are not indexed: they came first, or their judging is over.
#[derive(Debug)]
pub(crate) struct EarlyCancels {
    since: HashMap<JudgingKey, Moment>,
    order: VecDeque<(Moment, JudgingKey)>,
    max: usize,
    age_max_ms: u64,
}

impl EarlyCancels {
    pub(crate) fn new(max: usize, age_max_ms: u64) -> EarlyCancels {
        EarlyCancels {
            since: HashMap::new(),
            order: VecDeque::new(),
            max,
            age_max_ms,
        }
    }

    /// False when another had to be forgotten to make room.
    pub(crate) fn insert(&mut self, judging: JudgingKey, now: Moment) -> bool {
        if self.since.insert(judging, now).is_none() {
            self.order.push_back((now, judging));
        }
        let fits = self.order.len() <= self.max;
        if !fits {
            self.forget_first();
        }
        fits
    }

    pub(crate) fn take(&mut self, judging: &JudgingKey) -> bool {
        self.since.remove(judging).is_some()
    }

    pub(crate) fn forget_old(&mut self, now: Moment) {
        while let Some((since, _)) = self.order.front()
            && now.ms_since(*since) > self.age_max_ms
        {
            self.forget_first();
        }
    }

    fn forget_first(&mut self) {
        if let Some((_, judging)) = self.order.pop_front() {
            self.since.remove(&judging);
        }
    }

    #[cfg(any(test, feature = "testing"))]
    pub(crate) fn len(&self) -> usize {
        self.order.len()
    }
}

/// Submissions whose attempt came to nothing, oldest first. Their user's turn is spent already, so they go before the
/// queue. A lost machine makes thousands at once, so that none of this looks through all of them.
#[derive(Debug, Default)]
pub(crate) struct Retries {
    waiting: BTreeMap<Language, BTreeMap<u64, JudgingKey>>,
    tickets: HashMap<JudgingKey, u64>,
    tickets_given: u64,
}

impl Retries {
    pub(crate) fn push(&mut self, language: Language, judging: JudgingKey) {
        self.tickets_given += 1;
        self.tickets.insert(judging, self.tickets_given);
        let queue = self.waiting.entry(language).or_default();
        queue.insert(self.tickets_given, judging);
    }

    pub(crate) fn remove(&mut self, language: Language, judging: &JudgingKey) {
        let Some(ticket) = self.tickets.remove(judging) else {
            return;
        };
        if let Some(queue) = self.waiting.get_mut(&language) {
            queue.remove(&ticket);
            if queue.is_empty() {
                self.waiting.remove(&language);
            }
        }
    }

    /// The first few in each of some languages, in the order in which they came.
    pub(crate) fn first(&self, languages: &LanguageSet, few: usize) -> Vec<(Language, JudgingKey)> {
        let some = self
            .waiting
            .iter()
            .filter(|(language, _)| languages.contains(**language));
        let mut found: Vec<_> = some
            .flat_map(|(language, queue)| queue.iter().take(few).map(move |waiting| (*language, waiting)))
            .collect();
        found.sort_unstable_by_key(|(_, (ticket, _))| **ticket);
        found
            .into_iter()
            .map(|(language, (_, judging))| (language, *judging))
            .collect()
    }

    pub(crate) fn len(&self) -> usize {
        self.tickets.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gavel_wire::{Judging, SubmissionId};

    fn judging(number: u32) -> JudgingKey {
        JudgingKey {
            submission: SubmissionId(Default::default()),
            judging: Judging(number),
        }
    }

    #[test]
    fn memories_forget_the_oldest_when_full() {
        let mut decided = Decided::new(2);
        let mut cancels = EarlyCancels::new(2, 1_000);
        for number in 1..=3 {
            decided.insert(judging(number));
            assert_eq!(cancels.insert(judging(number), Moment::from_ms(1)), number < 3);
        }
        assert!(!decided.contains(&judging(1)) && decided.contains(&judging(3)));
        assert!(!cancels.take(&judging(1)) && cancels.take(&judging(3)));
        cancels.forget_old(Moment::from_ms(1_002));
        assert!(!cancels.take(&judging(2)) && cancels.len() == 0);
    }
}
