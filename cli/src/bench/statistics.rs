//! Samples and what is told of them. Percentiles are of the samples themselves, by nearest rank; nothing is smoothed and no
//! outlier is left out.

use std::time::Duration;

use serde::Serialize;

/// Times of one thing measured over and over.
#[derive(Debug, Clone, Default)]
pub(crate) struct Samples(Vec<Duration>);

/// What is printed of samples, in microseconds.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Summary {
    pub(crate) samples: usize,
    pub(crate) p50_us: u128,
    pub(crate) p99_us: u128,
}

impl Samples {
    pub(crate) fn push(&mut self, sample: Duration) {
        self.0.push(sample);
    }

    pub(crate) fn extend(&mut self, others: Samples) {
        self.0.extend(others.0);
    }

    /// None of no samples.
    pub(crate) fn summary(&self) -> Option<Summary> {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        Some(Summary {
            samples: sorted.len(),
            p50_us: percentile(&sorted, 50)?.as_micros(),
            p99_us: percentile(&sorted, 99)?.as_micros(),
        })
    }
}

impl Summary {
    /// How many times the other's median this one is.
    pub(crate) fn ratio_to(&self, other: &Summary) -> f64 {
        let as_float = |us: u128| u32::try_from(us).map_or(f64::NAN, f64::from);
        as_float(self.p50_us) / as_float(other.p50_us)
    }
}

/// The middle one, the lower of two; none of none.
pub(crate) fn median(mut figures: Vec<u64>) -> Option<u64> {
    figures.sort_unstable();
    figures.get(figures.len().saturating_sub(1) / 2).copied()
}

/// The smallest sample that at least `percent` of all samples do not exceed.
fn percentile(sorted: &[Duration], percent: usize) -> Option<Duration> {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_median_is_one_of_the_figures() {
        assert_eq!(median(vec![3, 1, 2]), Some(2));
        assert_eq!(median(vec![4, 1]), Some(1));
        assert_eq!(median(Vec::new()), None);
    }

    #[test]
    fn percentiles_are_samples_by_nearest_rank() {
        let mut samples = Samples::default();
        for us in (1..=200).rev() {
            samples.push(Duration::from_micros(us));
        }
        let summary = samples.summary().unwrap();
        assert_eq!((summary.samples, summary.p50_us, summary.p99_us), (200, 100, 198));
        assert!(Samples::default().summary().is_none());
        samples = Samples::default();
        samples.push(Duration::from_micros(7));
        let one = samples.summary().unwrap();
        assert_eq!((one.p50_us, one.p99_us), (7, 7));
        assert!((summary.ratio_to(&one) - 100.0 / 7.0).abs() < 1e-9);
    }
}
