//! In which order those who wait will be served when nobody else comes: the queue's own rules played ahead, on a small
//! overlay, for as many as are asked for. The queue itself stays as it is. `snapshot` publishes it as everybody's place.

use std::cmp::Reverse;
use std::collections::btree_map::{self, BTreeMap};
use std::collections::btree_set;
use std::collections::{BinaryHeap, HashMap};
use std::iter::Peekable;

use super::event::JudgingKey;
use super::index::{ClassQueue, Queue};
use super::language::{Language, LanguageSet};

/// A user's turn, the oldest work in one language, the user.
type Head = (u64, u64, u32, Language);

/// Users of one language, in the order of their turns.
type Users<'a> = Peekable<btree_set::Iter<'a, (u64, u64, u32)>>;

/// One class as it would be after some placements.
struct Ahead<'a> {
    queue: &'a ClassQueue,
    pass: u64,
    clock: u64,
    /// Users who were not served yet, by language, as the queue has them.
    fresh: Vec<(Language, Users<'a>)>,
    /// Users who were served, with the turns that they have since.
    again: BinaryHeap<Reverse<Head>>,
    served: HashMap<u32, Served<'a>>,
}

struct Served<'a> {
    turn: u64,
    work: BTreeMap<Language, Peekable<btree_map::Iter<'a, u64, JudgingKey>>>,
}

impl Queue {
    /// The first `max` of those who wait for one of `languages`.
    pub(crate) fn order(&self, languages: &LanguageSet, max: usize) -> Vec<JudgingKey> {
        let mut clock = self.clock;
        let mut classes: Vec<Ahead<'_>> = self
            .classes
            .iter()
            .map(|queue| Ahead::new(queue, languages))
            .collect();
        let mut order = Vec::with_capacity(max.min(self.len()));
        while order.len() < max {
            let heads = classes
                .iter_mut()
                .filter_map(|class| Some((class.head()?, class)));
            let Some((head, class)) = heads.min_by_key(|(_, class)| class.pass.max(clock)) else {
                break;
            };
            clock = class.pass.max(clock);
            class.pass = clock + class.queue.stride;
            order.extend(class.serve(head));
        }
        order
    }
}

impl<'a> Ahead<'a> {
    fn new(queue: &'a ClassQueue, languages: &LanguageSet) -> Ahead<'a> {
        let some = queue
            .ready
            .iter()
            .filter(|(language, _)| languages.contains(**language));
        Ahead {
            queue,
            pass: queue.pass,
            clock: queue.clock,
            fresh: some
                .map(|(language, users)| (*language, users.iter().peekable()))
                .collect(),
            again: BinaryHeap::new(),
            served: HashMap::new(),
        }
    }

    /// Whose turn it is.
    fn head(&mut self) -> Option<Head> {
        let served = &self.served;
        let fresh = self.fresh.iter_mut().filter_map(|(language, users)| {
            while users.next_if(|(_, _, user)| served.contains_key(user)).is_some() {}
            users
                .peek()
                .map(|(turn, sequence, user)| (*turn, *sequence, *user, *language))
        });
        let fresh = fresh.min();
        while let Some(Reverse((turn, _, user, _))) = self.again.peek()
            && self.served.get(user).is_some_and(|served| served.turn != *turn)
        {
            self.again.pop();
        }
        let again = self.again.peek().map(|Reverse(head)| *head);
        [fresh, again].into_iter().flatten().min()
    }

    fn serve(&mut self, (turn, _, user, language): Head) -> Option<JudgingKey> {
        let queue = self.queue;
        let fresh = &self.fresh;
        let served = self.served.entry(user).or_insert_with(|| {
            let work = queue.users.get(user as usize).and_then(Option::as_ref);
            let work = work.into_iter().flat_map(|user| &user.work);
            let asked = work.filter(|(language, _)| fresh.iter().any(|(asked, _)| asked == *language));
            Served {
                turn,
                work: asked
                    .map(|(language, work)| (*language, work.iter().peekable()))
                    .collect(),
            }
        });
        let served_at = turn.max(self.clock);
        self.clock = served_at;
        served.turn = served_at + 1;
        let (_, judging) = served.work.get_mut(&language)?.next()?;
        for (language, work) in &mut served.work {
            let head = work
                .peek()
                .map(|(sequence, _)| (served.turn, **sequence, user, *language));
            self.again.extend(head.map(Reverse));
        }
        Some(*judging)
    }
}

#[cfg(test)]
mod tests {
    use gavel_wire::{Class, Judging, SubmissionId, Tenant, UserId};
    use rand::rngs::StdRng;
    use rand::{Rng, SeedableRng};

    use super::super::index::{Owner, Waiting};
    use super::*;

    fn waiting(random: &mut StdRng, sequence: u64) -> (Waiting, Owner) {
        let submission = SubmissionId(uuid::Uuid::from_u128(u128::from(sequence)));
        let judging = JudgingKey {
            submission,
            judging: Judging(1),
        };
        let waiting = Waiting {
            judging,
            sequence,
            class: Class::ALL[random.random_range(0..4)],
            language: Language(random.random_range(0..4)),
        };
        // Low numbers have more.
        let few = random.random_range(1..30);
        let user = format!("u{}", random.random_range(0..few));
        let owner = Owner {
            tenant: Tenant::parse("t").unwrap(),
            user: UserId::parse(&user).unwrap(),
        };
        (waiting, owner)
    }

    /// Whatever came and went before, and whichever languages there are.
    #[test]
    fn what_is_played_ahead_is_what_then_happens() {
        for seed in 0..300 {
            let mut random = StdRng::seed_from_u64(seed);
            let mut queue = Queue::new([8, 4, 2, 1]);
            let mut languages = LanguageSet::default();
            for number in 0..4 {
                if random.random_bool(0.8) {
                    languages.insert(Language(number));
                }
            }
            let mut queued = Vec::new();
            for sequence in 1..random.random_range(2..200) {
                match random.random_range(0..10) {
                    0 | 1 => drop(queue.take(&languages)),
                    2 if !queued.is_empty() => {
                        queue.remove(&queued.swap_remove(random.random_range(0..queued.len())));
                    }
                    _ => {
                        let (waiting, owner) = waiting(&mut random, sequence);
                        queue.push(waiting, &owner);
                        queued.push(waiting);
                    }
                }
            }
            let order = queue.order(&languages, usize::MAX);
            let max = random.random_range(0..50);
            assert_eq!(queue.order(&languages, max), order[..max.min(order.len())]);
            let happened: Vec<_> = std::iter::from_fn(|| queue.take(&languages)).collect();
            let happened: Vec<_> = happened.into_iter().map(|waiting| waiting.judging).collect();
            assert_eq!(order, happened, "seed {seed}");
        }
    }
}
