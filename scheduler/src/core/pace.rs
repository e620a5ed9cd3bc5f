//! How fast slots come free: the time that slots were taken over the runs that ended meanwhile, in the last minute or for as many
//! ends as tell enough: after slow runs fast ones soon count alone. What still runs counts with the time that it has run, so
//! that one that hangs makes the estimate longer, not shorter.

use std::collections::VecDeque;

use super::moment::Moment;

const WINDOW_MS: u64 = 60_000;
/// So many ends tell it within a fifth or so; and each slot's run has ended twice.
const ENDS_ENOUGH: u64 = 32;
const ENDS_A_SLOT: u64 = 2;

#[derive(Debug, Default)]
pub(crate) struct Pace {
    spans: VecDeque<Span>,
    ends: u64,
    sampled_at: Option<Moment>,
    /// Sums over the spans.
    total: Sum,
}

#[derive(Debug)]
struct Span {
    until: Moment,
    sum: Sum,
}

#[derive(Debug, Default, Clone, Copy)]
struct Sum {
    taken_ms: u64,
    ends: u64,
}

impl Pace {
    pub(crate) fn count_end(&mut self) {
        self.ends += 1;
    }

    /// So many slots are taken now, and were, as it is taken, since the sample before.
    pub(crate) fn sample(&mut self, taken: u32, now: Moment) {
        let since = self.sampled_at.replace(now).unwrap_or(now);
        let sum = Sum {
            taken_ms: now.ms_since(since) * u64::from(taken),
            ends: std::mem::take(&mut self.ends),
        };
        self.total.taken_ms += sum.taken_ms;
        self.total.ends += sum.ends;
        self.spans.push_back(Span { until: now, sum });
        let enough = ENDS_ENOUGH.max(u64::from(taken) * ENDS_A_SLOT);
        while let Some(first) = self.spans.front()
            && (now.ms_since(first.until) > WINDOW_MS || self.total.ends - first.sum.ends >= enough)
        {
            self.total.taken_ms -= first.sum.taken_ms;
            self.total.ends -= first.sum.ends;
            self.spans.pop_front();
        }
    }

    /// Between two starts while `slots` are all taken; none where nothing ended.
    pub(crate) fn start_every_us(&self, slots: u32) -> Option<u64> {
        let run_us = (self.total.taken_ms * 1_000).checked_div(self.total.ends)?;
        run_us.checked_div(u64::from(slots))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_slots_with_runs_of_a_second_start_one_each_half_second() {
        let mut pace = Pace::default();
        pace.sample(0, Moment::from_ms(1_000));
        assert_eq!(pace.start_every_us(2), None);
        for second in 2..200 {
            pace.count_end();
            pace.count_end();
            pace.sample(2, Moment::from_ms(second * 1_000));
        }
        assert_eq!(pace.start_every_us(2), Some(500_000));
        assert_eq!(pace.start_every_us(0), None);
        // What hangs for half a minute is not forgotten.
        pace.sample(2, Moment::from_ms(230_000));
        assert!(pace.start_every_us(2) > Some(1_400_000));
        // After a minute without an end nothing is known.
        for second in 231..300 {
            pace.sample(2, Moment::from_ms(second * 1_000));
        }
        assert_eq!(pace.start_every_us(2), None);
    }

    #[test]
    fn fast_runs_after_slow_ones_soon_count_alone() {
        let mut pace = Pace::default();
        for second in 0..60 {
            pace.sample(2, Moment::from_ms(second * 1_000));
            if second % 5 == 0 {
                pace.count_end();
            }
        }
        assert!(pace.start_every_us(2) > Some(4_000_000));
        for tenth in 600..640 {
            pace.count_end();
            pace.sample(2, Moment::from_ms(tenth * 100));
        }
        assert_eq!(pace.start_every_us(2), Some(100_000));
    }
}
