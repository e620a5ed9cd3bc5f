//! The process's clocks: the monotonic one, which the core is told, and the wall clock, for people only.

use std::time::{Instant, SystemTime};

use gavel_wire::Timestamp;

use crate::core::Moment;

#[derive(Debug, Clone, Copy)]
pub(crate) struct Clock {
    start: Instant,
}

impl Clock {
    pub(crate) fn new() -> Clock {
        Clock {
            start: Instant::now(),
        }
    }

    pub(crate) fn now(&self) -> Moment {
        self.moment(Instant::now())
    }

    pub(crate) fn moment(&self, at: Instant) -> Moment {
        let since = at.saturating_duration_since(self.start);
        Moment::from_us(u64::try_from(since.as_micros()).unwrap_or(u64::MAX))
    }
}

pub(crate) fn wall() -> Timestamp {
    Timestamp::from(SystemTime::now())
}
