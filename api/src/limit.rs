//! Exact rate limits over all replicas: a user's last accept times in a bucket, decided by compare-and-set. Behind the flood
//! protection, right before the row. A try that is refused, or fails later, takes nothing.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use gavel_bus::{BusError, Held, ServerClock};
use gavel_wire::rate::{RateDecision, Standing, WINDOW_SECONDS_MAX, Window};
use gavel_wire::{Tenant, UserId};
use tokio::sync::RwLock;
use tokio::time::Instant;

use crate::auth::Caller;
use crate::error::Failure;
use crate::gate::Gate;

/// Everybody who writes between our read and our write is one more accepted or taken back; more than this is no person.
const TRIES_MAX: u32 = 32;
/// Clocks drift; this often the server is asked again.
const CLOCK_AGE: Duration = Duration::from_secs(30);

/// What is remembered of users is forgotten as the bucket forgets it.
const KNOWN_AGE: Duration = Duration::from_secs(WINDOW_SECONDS_MAX as u64);
/// Of each half: bounds memory under a flood of users.
const KNOWN_MAX: usize = 100_000;

/// The server's time, and what this replica wrote last, shared by all requests.
#[derive(Default)]
pub(crate) struct Limiter {
    clock: RwLock<Option<(Instant, ServerClock)>>,
    known: Mutex<Known>,
}

type User = (Tenant, UserId);

/// Users' logs as this replica left them. A write that names such a log's revision is refused when anybody wrote since, so a
/// try can be accepted without reading first; it is never refused for what is only remembered.
#[derive(Default)]
struct Known {
    new: HashMap<User, Held>,
    old: HashMap<User, Held>,
    since: Option<Instant>,
    /// Of the connection: a server that starts again counts revisions anew.
    generation: u64,
}

impl Known {
    /// Takes what is remembered of a user.
    fn take(&mut self, user: &User, generation: u64) -> Option<Held> {
        if self.generation != generation {
            *self = Known {
                generation,
                ..Known::default()
            };
        }
        self.new.remove(user).or_else(|| self.old.remove(user))
    }

    /// Keeps what was written over a connection, unless there was another one since.
    fn keep(&mut self, user: User, held: Held, generation: u64) {
        if self.generation != generation {
            return;
        }
        let now = Instant::now();
        let since = *self.since.get_or_insert(now);
        if now.duration_since(since) > KNOWN_AGE || self.new.len() >= KNOWN_MAX {
            self.old = std::mem::take(&mut self.new);
            self.since = Some(now);
        }
        self.new.insert(user, held);
    }
}

/// An accept that was counted, and can be taken back.
pub(crate) struct Counted {
    pub(crate) standing: Standing,
    user: User,
    accepted_ms: i64,
}

impl Limiter {
    async fn now_ms(&self, gate: &Gate) -> Result<i64, Failure> {
        if let Some((asked, clock)) = *self.clock.read().await
            && asked.elapsed() < CLOCK_AGE
        {
            return Ok(clock.now_ms());
        }
        let clock = gate.bus.server_clock().await.map_err(Failure::from_bus)?;
        *self.clock.write().await = Some((Instant::now(), clock));
        Ok(clock.now_ms())
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        // No code that holds the lock can leave it half changed.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The values of `RateLimit-Policy` and `RateLimit` (the IETF's draft of RateLimit header fields).
pub(crate) fn headers(standing: &Standing) -> [String; 2] {
    let Standing {
        window: Window { count, seconds },
        remaining,
        reset_s,
    } = standing;
    [
        format!("\"{seconds}s\";q={count};w={seconds}"),
        format!("\"{seconds}s\";r={remaining};t={reset_s}"),
    ]
}

/// Counts one accept of the caller's, or refuses. None where the tier has no limits.
pub(crate) async fn count(gate: &Gate, caller: &Caller) -> Result<Option<Counted>, Failure> {
    if caller.tier.unlimited {
        return Ok(None);
    }
    let user = (caller.tenant.clone(), caller.user.clone());
    let generation = gate.bus.connections().borrow().generation;
    let mut held = gate.limiter.known().take(&user, generation).unwrap_or_default();
    for tries in 0..TRIES_MAX {
        if tries > 0 {
            let read = gate.bus.rate_log(&user.0, &user.1).await;
            held = read.map_err(Failure::from_bus)?;
        }
        let now_ms = gate.limiter.now_ms(gate).await?;
        let (log, standing) = match held.log.decide(&caller.tier.windows, now_ms) {
            RateDecision::Accepted { log, standing } => (log, standing),
            RateDecision::Refused { .. } if tries == 0 => continue,
            RateDecision::Refused { standing } => {
                gate.limiter.known().keep(user, held, generation);
                return Err(Failure::RateLimited(standing));
            }
        };
        let accepted_ms = log.accepted_ms.last().copied();
        match gate.bus.write_rate_log(&user.0, &user.1, &held, log).await {
            Ok(held) => {
                gate.limiter.known().keep(user.clone(), held, generation);
                return Ok(accepted_ms.map(|accepted_ms| Counted {
                    standing,
                    user,
                    accepted_ms,
                }));
            }
            Err(BusError::Conflict) => {}
            Err(error) => return Err(Failure::from_bus(error)),
        }
    }
    Err(Failure::TooManyRequests { retry_after_s: 1 })
}

/// Takes an accept back after the submission could not be stored. Best effort: without NATS the bucket forgets it in a minute.
pub(crate) async fn take_back(gate: &Gate, counted: &Counted) {
    let (tenant, user) = &counted.user;
    for _ in 0..TRIES_MAX {
        let Ok(held) = gate.bus.rate_log(tenant, user).await else {
            return;
        };
        let log = held.log.without(counted.accepted_ms);
        if log == held.log {
            return;
        }
        match gate.bus.write_rate_log(tenant, user, &held, log).await {
            Err(BusError::Conflict) => {}
            _ => return,
        }
    }
}
