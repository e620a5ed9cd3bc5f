//! Exact rate limits over all replicas: a user's last accept times in a bucket, decided by compare-and-set. Behind the flood
//! protection, right before the row. A try that is refused, or fails later, takes nothing.

use std::time::Duration;

use gavel_bus::{BusError, ServerClock};
use gavel_wire::rate::{RateDecision, Standing, Window};
use gavel_wire::{Tenant, UserId};
use tokio::sync::RwLock;

use crate::auth::Caller;
use crate::error::Failure;
use crate::gate::Gate;

/// Everybody who writes between our read and our write is one more accepted or taken back; more than this is no person.
const TRIES_MAX: u32 = 32;
/// Clocks drift; this often the server is asked again.
const CLOCK_AGE: Duration = Duration::from_secs(30);

/// The server's time, shared by all requests.
#[derive(Default)]
pub(crate) struct Limiter(RwLock<Option<(tokio::time::Instant, ServerClock)>>);

/// An accept that was counted, and can be taken back.
pub(crate) struct Counted {
    pub(crate) standing: Standing,
    tenant: Tenant,
    user: UserId,
    accepted_ms: i64,
}

impl Limiter {
    async fn now_ms(&self, gate: &Gate) -> Result<i64, Failure> {
        if let Some((asked, clock)) = *self.0.read().await
            && asked.elapsed() < CLOCK_AGE
        {
            return Ok(clock.now_ms());
        }
        let clock = gate.bus.server_clock().await.map_err(Failure::from_bus)?;
        *self.0.write().await = Some((tokio::time::Instant::now(), clock));
        Ok(clock.now_ms())
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
    for _ in 0..TRIES_MAX {
        let held = gate
            .bus
            .rate_log(&caller.tenant, &caller.user)
            .await
            .map_err(Failure::from_bus)?;
        let now_ms = gate.limiter.now_ms(gate).await?;
        let (log, standing) = match held.log.decide(&caller.tier.windows, now_ms) {
            RateDecision::Accepted { log, standing } => (log, standing),
            RateDecision::Refused { standing } => return Err(Failure::RateLimited(standing)),
        };
        match gate
            .bus
            .write_rate_log(&caller.tenant, &caller.user, &held, &log)
            .await
        {
            Ok(()) => {
                return Ok(log.accepted_ms.last().map(|accepted_ms| Counted {
                    standing,
                    tenant: caller.tenant.clone(),
                    user: caller.user.clone(),
                    accepted_ms: *accepted_ms,
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
    for _ in 0..TRIES_MAX {
        let Ok(held) = gate.bus.rate_log(&counted.tenant, &counted.user).await else {
            return;
        };
        let log = held.log.without(counted.accepted_ms);
        if log == held.log {
            return;
        }
        match gate
            .bus
            .write_rate_log(&counted.tenant, &counted.user, &held, &log)
            .await
        {
            Err(BusError::Conflict) => {}
            _ => return,
        }
    }
}
