//! Rate limits as sliding windows, decided from the last accept times of a user: exact for every window at once, since a refused
//! try changes nothing. Pure: times come in as milliseconds of one clock that all who decide share.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

/// At most `count` accepted in any span of `seconds`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    pub count: u32,
    pub seconds: u32,
}

/// What the service gives a tier that says nothing else.
pub const DEFAULT_WINDOWS: [Window; 3] = [
    Window { count: 1, seconds: 1 },
    Window {
        count: 3,
        seconds: 10,
    },
    Window {
        count: 5,
        seconds: 60,
    },
];
/// Bounds of a configured window: times older than this are forgotten, and no more are kept.
pub const WINDOW_SECONDS_MAX: u32 = 60;
pub const WINDOW_COUNT_MAX: u32 = 1_000;

/// A user's last accept times, oldest first, as many as the largest window needs.
/// Value of a key `<tenant>.<user>` in `limits_<region>`. Writer: api, by compare-and-set.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RateLog {
    pub v: u16,
    pub accepted_ms: Vec<i64>,
}

/// Where a user stands in one window after a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub window: Window,
    pub remaining: u32,
    /// Until one more is free, rounded up.
    pub reset_s: u32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RateDecision {
    /// The log with this accept in it, and the window with the least left: of several, the one that is longest so.
    Accepted { log: RateLog, standing: Standing },
    /// The window that refuses longest. Nothing changes.
    Refused { standing: Standing },
}

impl RateLog {
    /// Decides one try at a moment. A moment before the newest accept (another one's clock) counts as that accept's.
    pub fn decide(&self, windows: &[Window], now_ms: i64) -> RateDecision {
        let now_ms = self
            .accepted_ms
            .last()
            .map_or(now_ms, |newest| now_ms.max(*newest));
        let refusing = windows
            .iter()
            .map(|window| self.standing(*window, now_ms))
            .filter(|standing| standing.remaining == 0)
            .max_by_key(|standing| standing.reset_s);
        if let Some(standing) = refusing {
            return RateDecision::Refused { standing };
        }
        let mut log = self.clone();
        log.v = crate::message::WIRE_VERSION;
        log.accepted_ms.push(now_ms);
        let keep = windows.iter().map(|window| window.count).max().unwrap_or(0);
        let excess = log.accepted_ms.len().saturating_sub(keep as usize);
        log.accepted_ms.drain(..excess);
        let least = windows
            .iter()
            .map(|window| log.standing(*window, now_ms))
            .min_by_key(|standing| (standing.remaining, Reverse(standing.reset_s)));
        let standing = least.unwrap_or(Standing {
            window: Window { count: 0, seconds: 0 },
            remaining: 0,
            reset_s: 0,
        });
        RateDecision::Accepted { log, standing }
    }

    /// Takes an accept back whose submission was not stored after all.
    pub fn without(&self, accepted_ms: i64) -> RateLog {
        let mut log = self.clone();
        if let Some(place) = log.accepted_ms.iter().rposition(|at| *at == accepted_ms) {
            log.accepted_ms.remove(place);
        }
        log
    }

    fn standing(&self, window: Window, now_ms: i64) -> Standing {
        let span_ms = i64::from(window.seconds) * 1_000;
        let within = |at: &&i64| now_ms.saturating_sub(**at) < span_ms;
        let used = u32::try_from(self.accepted_ms.iter().filter(within).count()).unwrap_or(u32::MAX);
        // One more is free when the oldest of the newest `count` leaves the window.
        let oldest = self
            .accepted_ms
            .iter()
            .rev()
            .take(window.count as usize)
            .next_back();
        let free_ms = oldest.map_or(0, |at| at.saturating_add(span_ms).saturating_sub(now_ms).max(0));
        let remaining = window.count.saturating_sub(used);
        Standing {
            window,
            remaining,
            reset_s: u32::try_from(free_ms.saturating_add(999) / 1_000).unwrap_or(window.seconds),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accept(log: &mut RateLog, now_ms: i64) -> Result<(), u32> {
        match log.decide(&DEFAULT_WINDOWS, now_ms) {
            RateDecision::Accepted { log: next, .. } => {
                *log = next;
                Ok(())
            }
            RateDecision::Refused { standing } => Err(standing.reset_s),
        }
    }

    #[test]
    fn each_window_holds_by_itself_and_a_refused_try_eats_nothing() {
        let mut log = RateLog::default();
        assert_eq!(accept(&mut log, 0), Ok(()));
        assert_eq!(accept(&mut log, 999), Err(1));
        assert_eq!(accept(&mut log, 1_000), Ok(()));
        assert_eq!(accept(&mut log, 2_000), Ok(()));
        assert_eq!(accept(&mut log, 3_000), Err(7), "three in ten seconds");
        assert_eq!(accept(&mut log, 10_000), Ok(()));
        assert_eq!(accept(&mut log, 11_000), Ok(()));
        assert_eq!(accept(&mut log, 12_000), Err(48), "five in sixty");
        assert_eq!(accept(&mut log, 59_999), Err(1));
        assert_eq!(accept(&mut log, 60_000), Ok(()));
        assert_eq!(log.accepted_ms.len(), 5);
    }

    #[test]
    fn an_accept_tells_the_window_that_is_closest_to_its_end() {
        let windows = [
            Window { count: 9, seconds: 1 },
            Window {
                count: 3,
                seconds: 10,
            },
            Window {
                count: 3,
                seconds: 60,
            },
        ];
        let mut log = RateLog::default();
        for (now_ms, remaining, reset_s) in [(0, 2, 60), (5_000, 1, 55), (6_000, 0, 54)] {
            let RateDecision::Accepted { log: next, standing } = log.decide(&windows, now_ms) else {
                panic!("there is room at {now_ms}")
            };
            assert_eq!(
                standing,
                Standing {
                    window: windows[2],
                    remaining,
                    reset_s
                }
            );
            log = next;
        }
    }

    /// Any sequence of tries: in every span of every window at most its count, and a try is only refused where one more
    /// would break a window.
    #[test]
    fn it_is_exact_over_any_window() {
        let mut seed = 7_u64;
        let mut random = move |below: u64| {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % below
        };
        let mut log = RateLog::default();
        let (mut now, mut accepted) = (0_i64, Vec::new());
        for _ in 0..20_000 {
            now += i64::try_from(random(3_000)).unwrap_or(0);
            let fits = |window: &Window| {
                let span = i64::from(window.seconds) * 1_000;
                let within = accepted.iter().rev().take_while(|at| now - **at < span).count();
                within < window.count as usize
            };
            let expected = DEFAULT_WINDOWS.iter().all(fits);
            assert_eq!(accept(&mut log, now).is_ok(), expected, "at {now}");
            if expected {
                accepted.push(now);
            }
        }
        assert!(accepted.len() > 1_000);
    }

    #[test]
    fn a_clock_that_is_behind_gains_nothing_and_an_accept_can_be_taken_back() {
        let mut log = RateLog::default();
        accept(&mut log, 5_000).unwrap();
        assert!(accept(&mut log, 1_000).is_err());
        let back = log.without(5_000);
        assert_eq!(back.accepted_ms, Vec::<i64>::new());
        assert_eq!(back.without(1).accepted_ms, Vec::<i64>::new());
    }
}
