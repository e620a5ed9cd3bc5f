//! Sequences of a stream that a reader was never handed: deleted before it came to them, or passed over by the server. The
//! stream is asked which, since what was passed over would lie there for ever; and once more later, since a server that led
//! the stream before may be the first to answer and not know what was stored since.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use tokio::time::Instant;

/// More are joined, and what lies between them is looked at too: a message that is handed out again does no harm.
const GAPS_MAX: usize = 10_000;
/// Longer than a server thinks that it leads while nobody follows it.
const REST: Duration = Duration::from_secs(15);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Gap {
    end: u64,
    /// It was asked for before, and nothing was there.
    again: bool,
}

#[derive(Debug, Default)]
pub(crate) struct Gaps {
    /// By their first sequences.
    open: BTreeMap<u64, Gap>,
    resting: VecDeque<(Instant, u64, u64)>,
}

impl Gaps {
    /// After `last` came `next`.
    pub(crate) fn note(&mut self, last: u64, next: u64) {
        if next <= last + 1 {
            return;
        }
        let (end, again) = (next - 1, false);
        if self.open.len() + self.resting.len() >= GAPS_MAX
            && let Some(mut newest) = self.open.last_entry()
        {
            newest.insert(Gap { end, again });
            return;
        }
        self.open.insert(last + 1, Gap { end, again });
    }

    /// Where to ask for the first message from then on.
    pub(crate) fn ask(&mut self, now: Instant) -> Option<u64> {
        while let Some((_, start, end)) = self.resting.pop_front_if(|(due, ..)| *due <= now) {
            self.open.insert(start, Gap { end, again: true });
        }
        self.open.first_key_value().map(|(start, _)| *start)
    }

    /// Whether the first message that the stream has from `start` on lies in the gap.
    pub(crate) fn holds(&self, start: u64, found: u64) -> bool {
        self.open.get(&start).is_some_and(|gap| found <= gap.end)
    }

    /// Nothing was left from `start` to `found`, or to the end of the gap.
    pub(crate) fn close(&mut self, start: u64, found: Option<u64>, now: Instant) {
        let Some(gap) = self.open.remove(&start) else {
            return;
        };
        let end = found.map_or(gap.end, |found| gap.end.min(found - 1));
        if !gap.again && end >= start {
            self.resting.push_back((now + REST, start, end));
        }
        if end + 1 < gap.end {
            self.open.insert(end + 2, gap);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is found when the stream has these.
    fn found(gaps: &mut Gaps, stream: &[u64], now: Instant) -> Vec<u64> {
        let mut found = Vec::new();
        while let Some(start) = gaps.ask(now) {
            let first = stream.iter().copied().find(|sequence| *sequence >= start);
            found.extend(first.filter(|first| gaps.holds(start, *first)));
            gaps.close(start, first, now);
        }
        found
    }

    #[test]
    fn what_lies_in_a_gap_is_found_at_once_or_later_and_nothing_else() {
        let (mut gaps, now) = (Gaps::default(), Instant::now());
        for read in [0, 1, 2, 7, 8, 10].windows(2) {
            gaps.note(read[0], read[1]);
        }
        assert_eq!(found(&mut gaps, &[1, 2, 4, 6, 7, 8, 10], now), [4, 6]);
        assert_eq!(found(&mut gaps, &[3], now), [0; 0]);
        // Who answered first was behind.
        assert_eq!(found(&mut gaps, &[1, 3, 5, 10], now + REST), [3, 5]);
        assert_eq!(found(&mut gaps, &[3, 5, 9], now + REST + REST), [0; 0]);
        assert!(gaps.open.is_empty() && gaps.resting.is_empty());
    }

    #[test]
    fn too_many_are_joined_and_none_is_forgotten() {
        let mut gaps = Gaps::default();
        let count = GAPS_MAX as u64 + 5;
        for number in 0..count {
            gaps.note(number * 3, number * 3 + 3);
        }
        assert_eq!(gaps.open.len(), GAPS_MAX);
        let covered = |sequence: u64| {
            let mut gaps = gaps.open.iter();
            gaps.any(|(start, gap)| (*start..=gap.end).contains(&sequence))
        };
        assert!((0..count).all(|number| covered(number * 3 + 1) && covered(number * 3 + 2)));
    }
}
