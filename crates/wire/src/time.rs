//! A moment on the wire: RFC 3339 in UTC. This crate never reads the clock; callers hand it in.

use std::time::SystemTime;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// A wall-clock moment, only for people and for spans across processes; deadlines use monotonic clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(#[serde(with = "time::serde::rfc3339")] pub OffsetDateTime);

impl Timestamp {
    /// Microseconds from `earlier` to this moment; zero when the clocks disagree.
    pub fn micros_since(self, earlier: Timestamp) -> u64 {
        u64::try_from((self.0 - earlier.0).whole_microseconds()).unwrap_or(0)
    }

    /// Milliseconds since the Unix epoch, the form in which databases keep it.
    pub fn unix_ms(self) -> i64 {
        i64::try_from(self.0.unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX)
    }

    /// The first moment from this one on that is a whole multiple of `step_ms` since the epoch.
    #[must_use]
    pub fn rounded_up(self, step_ms: u32) -> Timestamp {
        let step_ns = i128::from(step_ms.max(1)) * 1_000_000;
        let steps = (self.0.unix_timestamp_nanos() + step_ns - 1).div_euclid(step_ns);
        OffsetDateTime::from_unix_timestamp_nanos(steps * step_ns).map_or(self, Timestamp)
    }

    /// The moment that [`Timestamp::unix_ms`] gave, or the epoch for a value that no clock shows.
    pub fn from_unix_ms(ms: i64) -> Timestamp {
        let nanos = i128::from(ms) * 1_000_000;
        Timestamp(OffsetDateTime::from_unix_timestamp_nanos(nanos).unwrap_or(OffsetDateTime::UNIX_EPOCH))
    }
}

impl From<SystemTime> for Timestamp {
    fn from(at: SystemTime) -> Self {
        Timestamp(OffsetDateTime::from(at))
    }
}

impl std::fmt::Display for Timestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = self
            .0
            .format(&time::format_description::well_known::Rfc3339)
            .map_err(|_| std::fmt::Error)?;
        f.write_str(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_rounded_up() {
        let at = |unix_ms: i64| Timestamp::from_unix_ms(unix_ms);
        assert_eq!(at(1_000).rounded_up(10), at(1_000));
        assert_eq!(at(1_001).rounded_up(10), at(1_010));
        assert_eq!(at(-1_001).rounded_up(10), at(-1_000));
        let a_little_later = Timestamp(at(1_000).0 + time::Duration::nanoseconds(1));
        assert_eq!(a_little_later.rounded_up(10), at(1_010));
    }
}
