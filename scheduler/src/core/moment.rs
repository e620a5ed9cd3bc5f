//! Time as the core knows it: one process's monotonic clock, handed in by whoever calls. Never read here, never
//! compared between processes, and never negative: a clock that jumps back makes spans of zero.

/// A moment of a monotonic clock, in microseconds since some start that only its process knows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(u64);

impl Moment {
    pub const fn from_us(us: u64) -> Moment {
        Moment(us)
    }

    pub const fn from_ms(ms: u64) -> Moment {
        Moment(ms.saturating_mul(1_000))
    }

    pub const fn as_us(self) -> u64 {
        self.0
    }

    pub const fn plus_ms(self, ms: u64) -> Moment {
        Moment(self.0.saturating_add(ms.saturating_mul(1_000)))
    }

    /// Microseconds since `earlier`; zero where that is later.
    pub const fn us_since(self, earlier: Moment) -> u64 {
        self.0.saturating_sub(earlier.0)
    }

    /// Whole milliseconds since `earlier`; zero where that is later.
    pub const fn ms_since(self, earlier: Moment) -> u64 {
        self.us_since(earlier) / 1_000
    }
}
