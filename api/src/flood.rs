//! Flood protection in front of everything that costs more: GCRA by governor, in this process only, a user and an
//! address each. It is generous and not a quota; exact limits over all replicas are decided behind it.

use std::net::IpAddr;
use std::num::NonZeroU32;

use gavel_wire::{Tenant, UserId};
use governor::clock::Clock;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::auth::Caller;
use crate::config::FloodConfig;
use crate::error::Failure;

pub(crate) struct Flood {
    users: DefaultKeyedRateLimiter<(Tenant, UserId)>,
    addresses: DefaultKeyedRateLimiter<IpAddr>,
}

impl Flood {
    pub(crate) fn new(config: &FloodConfig) -> Flood {
        let quota = |per_second: NonZeroU32, burst| Quota::per_second(per_second).allow_burst(burst);
        Flood {
            users: RateLimiter::keyed(quota(config.user_per_second, config.user_burst)),
            addresses: RateLimiter::keyed(quota(config.address_per_second, config.address_burst)),
        }
    }

    /// Passes one request that would store something, or says when the next may come.
    pub(crate) fn check(&self, caller: &Caller, address: Option<IpAddr>) -> Result<(), Failure> {
        if caller.tier.unlimited {
            return Ok(());
        }
        let refused = |until: governor::NotUntil<_>| {
            let wait = until.wait_time_from(self.users.clock().now());
            Failure::TooManyRequests {
                retry_after_s: u32::try_from(wait.as_secs() + 1).unwrap_or(60),
            }
        };
        if let Some(address) = address {
            self.addresses.check_key(&address).map_err(refused)?;
        }
        self.users
            .check_key(&(caller.tenant.clone(), caller.user.clone()))
            .map_err(refused)
    }

    /// Forgets those who have been quiet, so that memory is bounded by who is active.
    pub(crate) fn tidy(&self) {
        self.users.retain_recent();
        self.users.shrink_to_fit();
        self.addresses.retain_recent();
        self.addresses.shrink_to_fit();
    }
}
