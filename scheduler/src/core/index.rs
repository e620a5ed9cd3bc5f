//! The queue in memory: who waits, by class, user and language. Classes share by weight (stride scheduling), users
//! of a class take turns (start-time fair queueing with equal weights), a user's own work goes in stream order.
//! Every operation is logarithmic in what is queued, times the few languages one user waits in. It knows no agents.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use gavel_wire::{Class, Tenant, UserId};

use super::event::JudgingKey;
use super::language::{Language, LanguageSet};

/// A pass grows by this over the class's weight with each placement.
const STRIDE: u64 = 1 << 20;

/// One queued submission, as its place needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Waiting {
    pub(crate) judging: JudgingKey,
    pub(crate) sequence: u64,
    pub(crate) class: Class,
    pub(crate) language: Language,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Owner {
    pub(crate) tenant: Tenant,
    pub(crate) user: UserId,
}

#[derive(Debug)]
pub(crate) struct Queue {
    pub(super) classes: [ClassQueue; 4],
    /// The pass of the class that was served last: one that was empty starts from here, not from its past.
    pub(super) clock: u64,
}

#[derive(Debug)]
pub(super) struct ClassQueue {
    class: Class,
    pub(super) stride: u64,
    pub(super) pass: u64,
    /// The turn of the user who was served last.
    pub(super) clock: u64,
    pub(super) users: Vec<Option<User>>,
    vacant: Vec<u32>,
    by_owner: HashMap<Owner, u32>,
    /// Users with work in a language, by turn and then by the age of that work.
    pub(super) ready: HashMap<Language, BTreeSet<(u64, u64, u32)>>,
    /// Users without work whose turn is yet to come round: forgetting them would let them jump the queue.
    resting: BTreeSet<(u64, u32)>,
    sequences: BTreeMap<u64, u32>,
}

#[derive(Debug)]
pub(super) struct User {
    owner: Owner,
    turn: u64,
    pub(super) work: BTreeMap<Language, BTreeMap<u64, JudgingKey>>,
}

impl Queue {
    pub(crate) fn new(weights: [u32; 4]) -> Queue {
        let class = |index: usize| ClassQueue {
            class: Class::ALL[index],
            stride: STRIDE / u64::from(weights[index].clamp(1, 1_000)),
            pass: 0,
            clock: 0,
            users: Vec::new(),
            vacant: Vec::new(),
            by_owner: HashMap::new(),
            ready: HashMap::new(),
            resting: BTreeSet::new(),
            sequences: BTreeMap::new(),
        };
        Queue {
            classes: [class(0), class(1), class(2), class(3)],
            clock: 0,
        }
    }

    pub(crate) fn push(&mut self, waiting: Waiting, owner: &Owner) {
        let clock = self.clock;
        let queue = self.of_mut(waiting.class);
        if queue.sequences.is_empty() {
            queue.pass = queue.pass.max(clock);
        }
        queue.push(waiting, owner);
    }

    /// Whether it was there.
    pub(crate) fn remove(&mut self, waiting: &Waiting) -> bool {
        self.of_mut(waiting.class).remove(waiting)
    }

    /// Takes the submission whose turn it is among those in one of `languages`, and charges its class and user.
    pub(crate) fn take(&mut self, languages: &LanguageSet) -> Option<Waiting> {
        let clock = self.clock;
        let candidates = self.classes.iter_mut().filter_map(|queue| {
            let (user, language) = queue.next(languages)?;
            Some((queue.pass.max(clock), queue, user, language))
        });
        let (pass, queue, user, language) = candidates.min_by_key(|(pass, ..)| *pass)?;
        let waiting = queue.serve(user, language)?;
        queue.pass = pass + queue.stride;
        self.clock = pass;
        Some(waiting)
    }

    pub(crate) fn len(&self) -> usize {
        self.classes.iter().map(|queue| queue.sequences.len()).sum()
    }

    pub(crate) fn len_of(&self, class: Class) -> usize {
        self.of(class).sequences.len()
    }

    /// The one of a class that was sent first, whenever its turn is.
    pub(crate) fn oldest(&self, class: Class) -> Option<JudgingKey> {
        let queue = self.of(class);
        let (sequence, number) = queue.sequences.first_key_value()?;
        let user = queue.users.get(*number as usize)?.as_ref()?;
        user.work.values().find_map(|work| work.get(sequence)).copied()
    }

    fn of(&self, class: Class) -> &ClassQueue {
        &self.classes[class as usize]
    }

    fn of_mut(&mut self, class: Class) -> &mut ClassQueue {
        &mut self.classes[class as usize]
    }
}

impl ClassQueue {
    fn push(&mut self, waiting: Waiting, owner: &Owner) {
        let number = self.user_of(owner);
        let clock = self.clock;
        let Some(user) = self.users.get_mut(number as usize).and_then(Option::as_mut) else {
            return;
        };
        if user.work.is_empty() {
            self.resting.remove(&(user.turn, number));
            user.turn = user.turn.max(clock);
        }
        let turn = user.turn;
        let work = user.work.entry(waiting.language).or_default();
        let old_head = work.first_key_value().map(|(sequence, _)| *sequence);
        work.insert(waiting.sequence, waiting.judging);
        self.sequences.insert(waiting.sequence, number);
        let ready = self.ready.entry(waiting.language).or_default();
        if old_head.is_none_or(|head| waiting.sequence < head) {
            if let Some(head) = old_head {
                ready.remove(&(turn, head, number));
            }
            ready.insert((turn, waiting.sequence, number));
        }
    }

    fn user_of(&mut self, owner: &Owner) -> u32 {
        if let Some(number) = self.by_owner.get(owner) {
            return *number;
        }
        let user = Some(User {
            owner: owner.clone(),
            turn: self.clock,
            work: BTreeMap::new(),
        });
        let number = match self.vacant.pop() {
            Some(number) => {
                self.users[number as usize] = user;
                number
            }
            None => {
                self.users.push(user);
                u32::try_from(self.users.len() - 1).unwrap_or(u32::MAX)
            }
        };
        self.by_owner.insert(owner.clone(), number);
        number
    }

    /// The user whose turn it is, with the language of that user's oldest work.
    fn next(&self, languages: &LanguageSet) -> Option<(u32, Language)> {
        let heads = self
            .ready
            .iter()
            .filter(|(language, _)| languages.contains(**language));
        let firsts = heads.filter_map(|(language, users)| users.first().map(|first| (first, language)));
        let ((_, _, user), language) = firsts.min()?;
        Some((*user, *language))
    }

    fn serve(&mut self, number: u32, language: Language) -> Option<Waiting> {
        let user = self.users.get(number as usize)?.as_ref()?;
        let (sequence, judging) = user.work.get(&language)?.first_key_value()?;
        let waiting = Waiting {
            judging: *judging,
            sequence: *sequence,
            class: self.class,
            language,
        };
        let served_at = user.turn.max(self.clock);
        self.move_turn(number, served_at + 1);
        self.clock = served_at;
        self.remove(&waiting);
        self.forget_rested();
        Some(waiting)
    }

    fn move_turn(&mut self, number: u32, turn: u64) {
        let Some(user) = self.users.get_mut(number as usize).and_then(Option::as_mut) else {
            return;
        };
        let before = std::mem::replace(&mut user.turn, turn);
        for (language, work) in &user.work {
            let (Some((head, _)), Some(ready)) = (work.first_key_value(), self.ready.get_mut(language))
            else {
                continue;
            };
            ready.remove(&(before, *head, number));
            ready.insert((turn, *head, number));
        }
    }

    fn remove(&mut self, waiting: &Waiting) -> bool {
        let Some(number) = self.sequences.remove(&waiting.sequence) else {
            return false;
        };
        let Some(user) = self.users.get_mut(number as usize).and_then(Option::as_mut) else {
            return false;
        };
        let Some(work) = user.work.get_mut(&waiting.language) else {
            return false;
        };
        let was_head = work
            .first_key_value()
            .is_some_and(|(head, _)| *head == waiting.sequence);
        work.remove(&waiting.sequence);
        let new_head = work.first_key_value().map(|(head, _)| *head);
        if was_head && let Some(ready) = self.ready.get_mut(&waiting.language) {
            ready.remove(&(user.turn, waiting.sequence, number));
            if let Some(head) = new_head {
                ready.insert((user.turn, head, number));
            }
            if ready.is_empty() {
                self.ready.remove(&waiting.language);
            }
        }
        if new_head.is_none() {
            user.work.remove(&waiting.language);
        }
        if user.work.is_empty() {
            self.resting.insert((user.turn, number));
        }
        if self.sequences.is_empty() {
            self.forget_all();
        }
        true
    }

    /// Users whose turn has come round while they had nothing to do have no advantage to lose.
    fn forget_rested(&mut self) {
        while let Some((turn, number)) = self.resting.first().copied()
            && turn <= self.clock
        {
            self.resting.remove(&(turn, number));
            self.forget(number);
        }
    }

    /// A class that ran empty starts anew: nobody waits, so nobody is owed anything.
    fn forget_all(&mut self) {
        for (_, number) in std::mem::take(&mut self.resting) {
            self.forget(number);
        }
    }

    fn forget(&mut self, number: u32) {
        if let Some(user) = self.users.get_mut(number as usize).and_then(Option::take) {
            self.by_owner.remove(&user.owner);
            self.vacant.push(number);
        }
    }
}

#[cfg(any(test, feature = "testing"))]
impl Queue {
    /// Every cross-reference holds.
    pub(crate) fn sanity_check(&self) {
        for queue in &self.classes {
            let mut listed = 0;
            for (number, user) in queue.users.iter().enumerate() {
                let Some(user) = user else {
                    assert!(queue.vacant.contains(&(number as u32)));
                    continue;
                };
                assert_eq!(queue.by_owner.get(&user.owner), Some(&(number as u32)));
                assert_eq!(
                    user.work.is_empty(),
                    queue.resting.contains(&(user.turn, number as u32))
                );
                for (language, work) in &user.work {
                    let (head, _) = work.first_key_value().expect("no empty list of work");
                    assert!(queue.ready[language].contains(&(user.turn, *head, number as u32)));
                    for sequence in work.keys() {
                        assert_eq!(queue.sequences.get(sequence), Some(&(number as u32)));
                    }
                    listed += work.len();
                }
            }
            assert_eq!(listed, queue.sequences.len());
            let heads: usize = queue.ready.values().map(BTreeSet::len).sum();
            let expected: usize = queue.users.iter().flatten().map(|user| user.work.len()).sum();
            assert_eq!(heads, expected);
        }
    }
}
